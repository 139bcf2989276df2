/**
 * The address of a service as a profile names it. The SDK takes region and keys from the profile that a client is given, but looks for
 * the address only in that of `AWS_PROFILE` (3.1141): keys of a local service would go to AWS.
 */
import { CONFIG_PREFIX_SEPARATOR, loadConfig } from '@smithy/core/config'

/** The environment comes first, as everywhere in the chain. */
export const endpointOfProfile = async (serviceId: string, profile: string): Promise<string | undefined> => {
  const ignored = loadConfig<string>(
    {
      environmentVariableSelector: (env) => env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS,
      configFileSelector: (settings) => settings.ignore_configured_endpoint_urls,
      default: 'false',
    },
    { profile },
  )
  if ((await ignored()) === 'true') return undefined
  const name = serviceId.replaceAll(' ', '_')
  const endpoint = loadConfig<string>(
    {
      environmentVariableSelector: (env) =>
        env[`AWS_ENDPOINT_URL_${name.toUpperCase()}`] || env.AWS_ENDPOINT_URL || undefined,
      configFileSelector: (settings, file) => {
        const services = file?.[`services${CONFIG_PREFIX_SEPARATOR}${settings.services}`]
        return services?.[`${name.toLowerCase()}${CONFIG_PREFIX_SEPARATOR}endpoint_url`] || settings.endpoint_url
      },
      default: '',
    },
    { profile },
  )
  return (await endpoint()) || undefined
}

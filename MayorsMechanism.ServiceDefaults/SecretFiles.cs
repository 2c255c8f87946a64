using Microsoft.Extensions.Configuration;

namespace MayorsMechanism.ServiceDefaults;

/// <summary>
/// Secrets as files, as Docker and Kubernetes mount them: the file <c>/run/secrets/ConnectionStrings__registry-db</c> is the setting
/// <c>ConnectionStrings:registry-db</c>. Unlike variables they show in no description of a container, and in no child process.
/// </summary>
static class SecretFiles
{
    const string Folder = "/run/secrets";

    public static void AddSecretFiles(this IConfigurationBuilder configuration) => configuration.AddKeyPerFile(Folder, optional: true);
}

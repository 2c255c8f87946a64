using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace MayorsMechanism.ServiceDefaults.Security;

/// <summary>
/// Identity's JSON Web Key Set (RFC 7517), fetched from whichever of its replicas answers and cached. A new key is published well before
/// its first use, so the regular refresh is enough; an unknown key id asks for one more fetch, at most every 30 seconds.
/// </summary>
static class SigningKeySource
{
    public static ConfigurationManager<OpenIdConnectConfiguration> Over(IConfiguration configuration) =>
        new("jwks", new Retriever(ServiceAddresses.Of(configuration, "identity")), new HttpDocumentRetriever { RequireHttps = false })
        {
            AutomaticRefreshInterval = TimeSpan.FromMinutes(5),
            RefreshInterval = TimeSpan.FromSeconds(30),
        };

    sealed class Retriever(Uri[] replicas) : IConfigurationRetriever<OpenIdConnectConfiguration>
    {
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
        {
            for (var i = 0; ; i++)
            {
                try
                {
                    var json = await retriever.GetDocumentAsync(new Uri(replicas[i], "/.well-known/jwks.json").ToString(), cancel);
                    var keys = new OpenIdConnectConfiguration();
                    foreach (var key in JsonWebKeySet.Create(json).GetSigningKeys()) keys.SigningKeys.Add(key);
                    return keys;
                }
                catch (IOException) when (i + 1 < replicas.Length)
                {
                    // That replica is away; the next one has the same keys.
                }
            }
        }
    }
}

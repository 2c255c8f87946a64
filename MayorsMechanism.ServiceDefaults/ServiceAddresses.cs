using Microsoft.Extensions.Configuration;

namespace MayorsMechanism.ServiceDefaults;

/// <summary>Addresses of other services, as the app host hands them out: <c>services__{name}__http__{0..n}</c>, one for each replica.</summary>
public static class ServiceAddresses
{
    /// <exception cref="InvalidOperationException">The app host gave no address for <paramref name="service"/>.</exception>
    public static Uri[] Of(IConfiguration configuration, string service)
    {
        var addresses = configuration.GetSection($"services:{service}:http").GetChildren().Select(entry => new Uri(entry.Value!)).ToArray();
        return addresses.Length > 0 ? addresses : throw new InvalidOperationException($"Set services__{service}__http__0 to the address of {service}.");
    }

    /// <summary>The origin that the outside world uses, without a trailing slash. It is the issuer of every token.</summary>
    public static string PublicOrigin(this IConfiguration configuration) =>
        configuration["PublicOrigin"]?.TrimEnd('/') ?? throw new InvalidOperationException("Set PublicOrigin, for example https://mm.example.org.");
}

namespace MayorsMechanism.Gateway.Forwarding;

/// <summary>
/// What a caller may not tell a service. No service reads an <c>X-</c> header that the gateway did not write, so all of them go; with them
/// the other ways in which proxies pass on identities and addresses, and, except to the console, cookies.
/// </summary>
static class Cleaning
{
    public static Task CleanAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Request.Headers;
        List<string>? unwanted = null;
        foreach (var header in headers)
        {
            if (IsUnwanted(header.Key)) (unwanted ??= []).Add(header.Key);
        }
        if (unwanted is not null)
        {
            foreach (var name in unwanted) headers.Remove(name);
        }
        if (headers.Cookie.Count > 0 && http.GetEndpoint()?.Metadata.GetMetadata<Route>() is not { TakesCookies: true }) headers.Remove("Cookie");
        return next(http);
    }

    static bool IsUnwanted(string name) => (name[0] | 0x20) switch
    {
        'x' => name.Length > 1 && name[1] is '-' or '_',
        'r' => name.StartsWith("Remote", StringComparison.OrdinalIgnoreCase),
        'f' => name.StartsWith("Forwarded", StringComparison.OrdinalIgnoreCase),
        's' => name.StartsWith("SSL", StringComparison.OrdinalIgnoreCase),
        'p' => name.StartsWith("Proxy", StringComparison.OrdinalIgnoreCase),
        'b' => name.Equals("Baggage", StringComparison.OrdinalIgnoreCase),
        'c' => name.Equals("Correlation-Context", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };
}

using System.Diagnostics;
using MayorsMechanism.ServiceDefaults;
using Microsoft.Extensions.Primitives;

namespace MayorsMechanism.Gateway.Edge;

/// <summary>
/// Security headers of every answer. What a service set itself stays: it knows its page better, and it is ours.
/// </summary>
sealed class AnswerHeaders
{
    const string Nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Answers for programs: a browser that shows one runs nothing.</summary>
    public static readonly AnswerHeaders Api = new() { ContentSecurityPolicy = Nothing };

    /// <summary>The same for those whose address is a secret: not stored.</summary>
    public static readonly AnswerHeaders Secret = new() { ContentSecurityPolicy = Nothing, NoStore = true };

    /// <summary>Pages. They keep a referrer within the site: without one a browser sends <c>Origin: null</c> with their forms.</summary>
    public static readonly AnswerHeaders Page = new()
    {
        ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
            + "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ReferrerPolicy = "same-origin",
    };

    /// <summary>Pages whose address is a secret: no referrer, and not stored.</summary>
    public static readonly AnswerHeaders SecretPage = new() { ContentSecurityPolicy = Page.ContentSecurityPolicy, NoStore = true };

    /// <summary>The API's documentation. Swagger UI sets style attributes, which scripts of the site itself draw; inline scripts stay forbidden.</summary>
    public static readonly AnswerHeaders Docs = new()
    {
        ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
            + "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    };

    static readonly StringValues PermissionsPolicy =
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), usb=()";

    public required StringValues ContentSecurityPolicy { get; init; }
    StringValues ReferrerPolicy { get; init; } = "no-referrer";
    bool NoStore { get; init; }

    /// <summary>Written when the answer starts: an earlier write would be lost when a failed attempt is cleared away.</summary>
    public static Func<HttpContext, RequestDelegate, Task> Middleware(IConfiguration configuration)
    {
        var isHttps = configuration.PublicOrigin().StartsWith("https://", StringComparison.Ordinal);
        return (http, next) =>
        {
            http.Response.OnStarting(isHttps ? WriteHttps : WritePlain, http);
            return next(http);
        };
    }

    static readonly Func<object, Task> WritePlain = state => Write((HttpContext)state, isHttps: false);
    static readonly Func<object, Task> WriteHttps = state => Write((HttpContext)state, isHttps: true);

    static Task Write(HttpContext http, bool isHttps)
    {
        var metadata = http.GetEndpoint()?.Metadata;
        var profile = metadata?.GetMetadata<AnswerHeaders>() ?? metadata?.GetMetadata<Route>()?.Answer ?? Api;
        var headers = http.Response.Headers;
        if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = profile.ContentSecurityPolicy;
        if (!headers.ContainsKey("Referrer-Policy")) headers["Referrer-Policy"] = profile.ReferrerPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Permissions-Policy"] = PermissionsPolicy;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Embedder-Policy"] = "require-corp";
        if (isHttps) headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        headers["X-Request-Id"] = Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;
        if (headers.CacheControl.Count == 0 && (profile.NoStore || http.User.Identity is { IsAuthenticated: true })) headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}

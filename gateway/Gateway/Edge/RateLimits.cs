using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Primitives;

namespace MayorsMechanism.Gateway.Edge;

/// <summary>Which limit a request falls under.</summary>
enum Tier
{
    /// <summary>A caller with a token, by its subject.</summary>
    Client,

    /// <summary>Anyone else, by address.</summary>
    Anonymous,

    /// <summary>POST where passwords and client secrets are tried, by address, with or without a token.</summary>
    SignIn,

    /// <summary>POST of a page's form, by address.</summary>
    Form,

    /// <summary>Sessions exchanged for tokens, and one-time links, by address.</summary>
    Exchange,
}

/// <summary>
/// A token bucket for each client, in this replica's memory: with n gateways a client may reach n times its limit.
/// An address is that of the browser, also when the console asks for it (<see cref="VisitorAddress"/>).
/// <c>RateLimits:{tier}:PerSecond</c>, 0.1 for one in ten seconds, and <c>:Burst</c> change the defaults.
/// </summary>
sealed class RateLimits : IDisposable
{
    readonly Bucket[] _buckets;
    readonly IProblemDetailsService _problems;
    readonly PartitionedRateLimiter<Client> _limiter;

    public RateLimits(IConfiguration configuration, IProblemDetailsService problems)
    {
        _problems = problems;
        _buckets =
        [
            Bucket.Read(configuration, Tier.Client, perSecond: 200, burst: 400),
            Bucket.Read(configuration, Tier.Anonymous, perSecond: 50, burst: 100),
            Bucket.Read(configuration, Tier.SignIn, perSecond: 5, burst: 20),
            Bucket.Read(configuration, Tier.Form, perSecond: 5, burst: 50),
            Bucket.Read(configuration, Tier.Exchange, perSecond: 10, burst: 100),
        ];
        _limiter = PartitionedRateLimiter.Create<Client, Client>(client => new(client, _buckets[(int)client.Tier].Limiter));
    }

    public async Task LimitAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<Route>() is not { } route)
        {
            await next(http);
            return;
        }
        var client = await ClientOfAsync(http, route);
        var bucket = _buckets[(int)client.Tier];
        using var lease = _limiter.AttemptAcquire(client);
        bucket.Describe(http.Response.Headers, _limiter.GetStatistics(client)?.CurrentAvailablePermits ?? 0);
        if (lease.IsAcquired)
        {
            await next(http);
            return;
        }
        lease.TryGetMetadata(MetadataName.RetryAfter, out var wait);
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        http.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await _problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = http });
    }

    static async ValueTask<Client> ClientOfAsync(HttpContext http, Route route)
    {
        if (route.Tier is Tier.Exchange || (route.Tier is Tier.SignIn or Tier.Form && HttpMethods.IsPost(http.Request.Method)))
            return new(route.Tier, AddressOf(http));
        // The same result serves the authentication middleware later.
        var subject = http.Request.Headers.Authorization.Count == 0 ? null
            : (await http.AuthenticateAsync()).Principal?.FindFirst(Claims.Subject)?.Value;
        return subject is null ? new(Tier.Anonymous, AddressOf(http)) : new(Tier.Client, subject);
    }

    /// <summary>An IPv6 subscriber has a /64, so that is one client.</summary>
    static string AddressOf(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } address) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily is not AddressFamily.InterNetworkV6) return address.ToString();
        Span<byte> network = stackalloc byte[16];
        address.TryWriteBytes(network, out _);
        network[8..].Clear();
        return new IPAddress(network).ToString();
    }

    public void Dispose() => _limiter.Dispose();

    readonly record struct Client(Tier Tier, string Name);

    /// <summary>One tier's figures, and the headers that tell them (draft-ietf-httpapi-ratelimit-headers).</summary>
    sealed record Bucket(string Name, double PerSecond, int Burst)
    {
        readonly StringValues _policy = string.Create(CultureInfo.InvariantCulture, $"\"{Name}\";q={Burst};w={Math.Ceiling(Burst / PerSecond)}");

        public static Bucket Read(IConfiguration configuration, Tier tier, double perSecond, int burst)
        {
            var section = configuration.GetSection($"RateLimits:{tier}");
            return new(tier.ToString().ToLowerInvariant(), section.GetValue("PerSecond", perSecond), section.GetValue("Burst", burst));
        }

        public TokenBucketRateLimiter Limiter(Client client)
        {
            // About ten times a second, or whenever one token is due.
            var step = Math.Max(1, (int)(PerSecond / 10));
            return new(new()
            {
                TokenLimit = Burst,
                TokensPerPeriod = step,
                ReplenishmentPeriod = TimeSpan.FromSeconds(step / PerSecond),
                AutoReplenishment = false,
            });
        }

        public void Describe(IHeaderDictionary headers, long left)
        {
            headers["RateLimit-Policy"] = _policy;
            headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{Name}\";r={left};t={Math.Ceiling((Burst - left) / PerSecond)}");
        }
    }
}

using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace MayorsMechanism.Gateway.Forwarding;

/// <summary>
/// Repeats on another replica what failed and is safe to repeat, as long as nothing of an answer was sent: reads; any request that never
/// left; POST with an Idempotency-Key. When every replica was tried it waits and goes round again for three seconds, which covers the
/// restart of a single replica; it does not wait once the health checks have found them all out.
/// An answer of the service is final, 503 too: it says that the service is overloaded, and repeating would add to it.
/// </summary>
sealed class Repetition(RequestDelegate next, IProblemDetailsService problems, TimeProvider time, ILogger<Repetition> log)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    public async Task InvokeAsync(HttpContext http)
    {
        var (mayHaveBody, keyed) = (CanHaveBody(http), IsKeyed(http));
        var isRead = IsRead(http.Request.Method);
        if (keyed) await HoldBodyAsync(http);
        if (!mayHaveBody && !isRead) KeepFromBeingResent(http.Request);
        await next(http);
        if (http.GetForwarderErrorFeature() is { } failure && Failure.IsOfService(failure.Error) && !http.Response.HasStarted)
        {
            await RepeatAsync(http, keyed || (isRead && !mayHaveBody));
        }
    }

    async Task RepeatAsync(HttpContext http, bool safe)
    {
        var proxy = http.GetReverseProxyFeature();
        var failed = time.GetTimestamp();
        var pause = FirstPause;
        List<DestinationState> tried = [];
        while (MayRepeat(http, safe))
        {
            if (proxy.ProxiedDestination is { } broken) tried.Add(broken);
            if (Untried(proxy.AllDestinations, tried) is not { } other)
            {
                if (time.GetElapsedTime(failed) + pause > Patience || AllKnownOut(proxy.AllDestinations)) break;
                await Task.Delay(pause, time, http.RequestAborted);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                tried.Clear();
                other = Untried(proxy.AllDestinations, tried)!;
            }
            Reset(http);
            proxy.AvailableDestinations = other;
            await next(http);
        }
        if (http.GetForwarderErrorFeature() is { } final) await GiveUpAsync(http, final, safe);
    }

    static bool MayRepeat(HttpContext http, bool safe) => http.GetForwarderErrorFeature() is { } failure
        && Failure.IsOfService(failure.Error) && !http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested
        && (Failure.NothingWasSent(failure) || (safe && !Failure.TookTooLong(failure)));

    static void Reset(HttpContext http)
    {
        http.Features.Set<IForwarderErrorFeature>(null);
        http.Response.StatusCode = StatusCodes.Status200OK;
        if (http.Request.Body is MemoryStream held) held.Position = 0;
    }

    async Task GiveUpAsync(HttpContext http, IForwarderErrorFeature failure, bool safe)
    {
        // The type alone: messages may quote addresses.
        log.LogWarning("{Service}: {Error}, {Cause}", http.GetReverseProxyFeature().Cluster.Config.ClusterId, failure.Error, failure.Exception?.GetType().Name);
        if (http.Response.HasStarted || !Failure.IsOfService(failure.Error) || http.RequestAborted.IsCancellationRequested) return;

        var (status, code) = failure switch
        {
            _ when Failure.NothingWasSent(failure) => (StatusCodes.Status503ServiceUnavailable, "busy"),
            _ when Failure.TookTooLong(failure) => (StatusCodes.Status504GatewayTimeout, safe ? "http-504" : "outcome-unknown"),
            _ => (StatusCodes.Status502BadGateway, safe ? "http-502" : "outcome-unknown"),
        };
        http.Response.StatusCode = status;
        if (code != "outcome-unknown") http.Response.Headers.RetryAfter = "2";
        await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = http, Exception = new ProblemException(status, code) });
    }

    static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    static bool CanHaveBody(HttpContext http) => http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };

    /// <summary>
    /// The HTTP handler by itself sends a request again when a kept connection ends before the answer, unless a body was begun, and it asks
    /// nobody whether the method allows that. A body of no bytes counts as begun; no body at all does not.
    /// </summary>
    static void KeepFromBeingResent(HttpRequest request) => request.ContentLength = 0;

    /// <summary>Services keep a key's answer for authenticated callers only. What may be larger than a JSON body is streamed, not held.</summary>
    static bool IsKeyed(HttpContext http) => HttpMethods.IsPost(http.Request.Method) && http.Request.Headers.ContainsKey(Idempotency.Header)
        && http.User.Identity is { IsAuthenticated: true } && http.GetReverseProxyFeature().Route.Config.MaxRequestBodySize is null;

    static async Task HoldBodyAsync(HttpContext http)
    {
        var held = new MemoryStream((int)(http.Request.ContentLength ?? 0));
        await http.Request.Body.CopyToAsync(held, http.RequestAborted);
        held.Position = 0;
        http.Request.Body = held;
    }

    static DestinationState? Untried(IReadOnlyList<DestinationState> all, List<DestinationState> tried) =>
        all.FirstOrDefault(one => !tried.Contains(one) && one.Health is { Active: not DestinationHealth.Unhealthy, Passive: not DestinationHealth.Unhealthy })
        ?? all.FirstOrDefault(one => !tried.Contains(one));

    static bool AllKnownOut(IReadOnlyList<DestinationState> all) => all.All(one => one.Health.Active is DestinationHealth.Unhealthy);
}

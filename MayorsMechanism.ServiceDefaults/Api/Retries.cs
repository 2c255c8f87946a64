using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>
/// Of transactions that wait for each other PostgreSQL ends one, and has then undone all of it: that request is done again from the
/// beginning, with services of its own. The caller hears of it only when it happens over and over, or when the body is too long to be kept.
/// </summary>
public static class Retries
{
    const int Attempts = 5;
    const int LongestBody = 1024 * 1024;

    /// <summary>Call it before what opens transactions, and after what turns exceptions into problems.</summary>
    public static void UseRetries(this WebApplication app) => app.Use(HandleAsync);

    static async Task HandleAsync(HttpContext http, RequestDelegate next)
    {
        var canRepeat = !HttpMethods.IsGet(http.Request.Method) && http.Request.ContentLength is null or <= LongestBody && !IsChunked(http.Request);
        if (canRepeat) http.Request.EnableBuffering(LongestBody);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await AttemptAsync(http, next, attempt);
                return;
            }
            catch (Exception e) when (canRepeat && attempt < Attempts && !http.Response.HasStarted && IsGivenUpForAnother(e))
            {
                await Task.Delay(Random.Shared.Next(5, 50 * attempt), http.RequestAborted);
            }
        }
    }

    static async Task AttemptAsync(HttpContext http, RequestDelegate next, int attempt)
    {
        if (attempt == 1)
        {
            await next(http);
            return;
        }
        var first = http.RequestServices;
        await using var scope = first.CreateAsyncScope();
        http.Request.Body.Position = 0;
        http.RequestServices = scope.ServiceProvider;
        try
        {
            await next(http);
        }
        finally
        {
            http.RequestServices = first;
        }
    }

    /// <summary>Without a length nobody knows how much would have to be kept.</summary>
    static bool IsChunked(HttpRequest request) => request.Headers.TransferEncoding.Count > 0;

    static bool IsGivenUpForAnother(Exception? e) => e is not null
        && (e is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } || IsGivenUpForAnother(e.InnerException));
}

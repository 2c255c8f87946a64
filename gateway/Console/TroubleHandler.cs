using MayorsMechanism.Console.Pages;
using MayorsMechanism.ServiceDefaults;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MayorsMechanism.Console;

/// <summary>People get a page where programs would get a problem.</summary>
sealed class TroubleHandler(ILogger<TroubleHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancellationToken)
    {
        if (http.RequestAborted.IsCancellationRequested) return false;
        var problem = exception switch
        {
            RefusedException refused => refused.Problem,
            BadHttpRequestException bad => new Problem("", bad.StatusCode, "", null),
            _ => null,
        };
        var path = SecretPaths.Scrub(http.Request.Path);
        if (problem is null) log.LogError(exception, "{Method} {Path} failed", http.Request.Method, path);
        else if (problem.Status >= 500) log.LogWarning("{Method} {Path}: the API answered {Status}", http.Request.Method, path, problem.Status);
        // Of a missing record the API says no more than the page does.
        await DrawAsync(http, problem?.Status ?? 500, problem is Problem { Status: not 404, Detail.Length: > 0 } ? problem.Detail : null);
        return true;
    }

    public static async Task DrawAsync(HttpContext http, int status, string? detail)
    {
        // What began to draw the page that failed cannot draw another.
        http.Response.Clear();
        var services = http.RequestServices;
        await using var scope = services.CreateAsyncScope();
        http.RequestServices = scope.ServiceProvider;
        var page = new RazorComponentResult<TroublePage>(new { Status = status, Detail = detail }) { PreventStreamingRendering = true, StatusCode = status };
        try
        {
            await page.ExecuteAsync(http);
        }
        finally
        {
            http.RequestServices = services;
        }
    }
}

static class TroublePages
{
    /// <summary>Draws a page for answers that have no body, such as the one to a form that has grown old.</summary>
    public static void UseTroublePages(this WebApplication app) => app.Use(async (http, next) =>
    {
        await next(http);
        if (http.Response is { HasStarted: false, StatusCode: >= 400 }) await TroubleHandler.DrawAsync(http, http.Response.StatusCode, null);
    });
}

using MayorsMechanism.Gateway.Edge;

namespace MayorsMechanism.Gateway.Description;

/// <summary><c>/openapi/v1.json</c> and, over it, <c>/docs</c>. Both are public.</summary>
static class DescriptionExtensions
{
    public static void AddDescription(this WebApplicationBuilder builder) => builder.Services.AddSingleton<ApiDocument>();

    public static void MapDescription(this WebApplication app)
    {
        app.MapGet("/openapi/v1.json", GetAsync).AllowAnonymous().WithMetadata(Route.Unknown);
        // As a branch of its own behind an endpoint, so that the page has its rate limit like every other.
        var ui = ((IEndpointRouteBuilder)app).CreateApplicationBuilder();
        ui.Use((http, next) =>
        {
            http.Response.Headers.ContentSecurityPolicy = AnswerHeaders.Docs.ContentSecurityPolicy;
            // Static files do not serve where an endpoint was chosen.
            http.SetEndpoint(null);
            return next(http);
        });
        ui.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "docs";
            options.DocumentTitle = "API of the GFMD Mayors Mechanism";
            options.SwaggerEndpoint("/openapi/v1.json", "v1");
            options.DisplayOperationId();
            options.DefaultModelsExpandDepth(0);
        });
        app.MapGet("/docs/{**file}", ui.Build()).AllowAnonymous().WithMetadata(Route.Unknown);
    }

    static async Task<IResult> GetAsync(HttpContext http, ApiDocument document, CancellationToken cancel)
    {
        var merged = await document.GetAsync(cancel);
        http.Response.Headers.CacheControl = $"public, max-age={merged.Lifetime.TotalSeconds:0}";
        return Results.Bytes(merged.Json, "application/json", entityTag: merged.Tag);
    }
}

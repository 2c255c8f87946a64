using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.AspNetCore.Http.Metadata;

namespace MayorsMechanism.Consultations.Calendars;

/// <summary>A calendar as text; 304 when the caller has it.</summary>
/// <param name="calendar">iCalendar text that is the same as long as nothing in it changes.</param>
/// <param name="cache">Who may keep it, and for how long.</param>
sealed class FeedResult(string calendar, string cache) : IResult, IEndpointMetadataProvider
{
    public const string Public = "public, max-age=300";
    public const string Secret = "no-store";

    const string MediaType = "text/calendar";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, body) = (httpContext.Response, Encoding.UTF8.GetBytes(calendar));
        (response.Headers.CacheControl, response.Headers.Vary) = (cache, "Accept-Language");
        if (ETag.IsKnown(httpContext, $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}\"")) return Task.CompletedTask;
        response.ContentType = $"{MediaType}; charset=utf-8";
        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(string), [MediaType]));
}

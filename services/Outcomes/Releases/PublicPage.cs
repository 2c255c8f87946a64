using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Outcomes.Releases;

/// <summary>A page of the public list, for a cache to keep; 304 when the caller has it.</summary>
sealed class PublicPage(Page<PublicPaper> page) : IResult, Microsoft.AspNetCore.Http.Metadata.IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.CacheControl = DocumentResult.Public;
        var digest = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { page.Items, page.Next, page.Total }));
        return ETag.IsKnown(httpContext, $"\"{Convert.ToHexStringLower(digest.AsSpan(0, 8))}\"") ? Task.CompletedTask : page.ExecuteAsync(httpContext);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Page<PublicPaper>.PopulateMetadata(method, builder);
}

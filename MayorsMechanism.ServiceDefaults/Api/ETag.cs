using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>Entity tags (RFC 9110, section 8.8.3).</summary>
public static class ETag
{
    /// <summary>Of a record: its version in quotes.</summary>
    public static string Of(int version) => $"\"{version}\"";

    /// <summary>Sends the tag; and 304, when a GET names it in <c>If-None-Match</c>: then there is nothing more to write.</summary>
    public static bool IsKnown(HttpContext http, string tag)
    {
        http.Response.Headers.ETag = tag;
        var isKnown = HttpMethods.IsGet(http.Request.Method) && http.Request.GetTypedHeaders().IfNoneMatch.Any(known =>
            known.Equals(EntityTagHeaderValue.Any) || known.Compare(new EntityTagHeaderValue(tag), useStrongComparison: false));
        if (isKnown) http.Response.StatusCode = StatusCodes.Status304NotModified;
        return isKnown;
    }
}

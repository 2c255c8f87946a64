using System.Reflection;
using System.Text;
using MayorsMechanism.Outcomes.Papers.Documents;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace MayorsMechanism.Outcomes.Releases;

/// <summary>A paper in one of its forms, for a cache to keep; 304 when the caller has it.</summary>
/// <param name="document">What is written.</param>
/// <param name="digest">Of the document.</param>
/// <param name="format">The form.</param>
/// <param name="language">In which, unless the form has them all; that of Accept-Language unless given.</param>
/// <param name="cache">Who may keep it, and for how long.</param>
sealed class DocumentResult(PaperDocument document, string digest, PaperFormat format, string? language, string cache) : IResult, IEndpointMetadataProvider
{
    public const string Draft = "no-store";

    /// <summary>A day: a release does not change.</summary>
    public const string Release = "private, max-age=86400";

    /// <summary>Five minutes: what was taken back must not be shown for long.</summary>
    public const string Public = "public, max-age=300";

    /// <summary>It brings its own style, and nothing else that a browser would do.</summary>
    const string Page = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var chosen = language ?? Text.LanguageOf(httpContext.Request);
        var headers = httpContext.Response.Headers;
        (headers.CacheControl, headers.Vary) = (cache, "Accept, Accept-Language");
        if (ETag.IsKnown(httpContext, $"\"{digest[..16]}-{document.Number}-{chosen}-{format.Extension}\"")) return Task.CompletedTask;
        httpContext.Response.ContentType = format.MediaType;
        headers.ContentDisposition = FileNamed(chosen).ToString();
        if (format.Extension == "html") headers.ContentSecurityPolicy = Page;
        return httpContext.Response.Body.WriteAsync(format.Write(document, chosen), httpContext.RequestAborted).AsTask();
    }

    /// <summary>The form that the caller asks for, by name or by Accept; JSON when neither says more. Null when there is none of that name.</summary>
    public static PaperFormat? FormatOf(HttpRequest request, string? extension)
    {
        if (extension is not null) return PaperFormats.ByExtension(extension);
        return request.GetTypedHeaders().Accept.OrderByDescending(range => range.Quality ?? 1)
            .Select(range => PaperFormats.All.FirstOrDefault(format => MediaTypeHeaderValue.Parse(format.MediaType).MatchesMediaType(range.MediaType)))
            .FirstOrDefault(format => format is not null) ?? PaperFormats.ByExtension("json");
    }

    /// <summary>By its title, so that it is known again among other downloads (RFC 6266).</summary>
    ContentDispositionHeaderValue FileNamed(string chosen)
    {
        var title = new PaperOutline(document, chosen).Title.EnumerateRunes().Take(120);
        var name = string.Concat(title.Select(rune => Rune.IsControl(rune) || "\\/:*?\"<>|".Contains(rune.ToString()) ? "-" : rune.ToString())).Trim();
        var disposition = new ContentDispositionHeaderValue(format.Extension == "docx" ? "attachment" : "inline");
        disposition.SetHttpFileName(document.Number == 0 ? $"{name}.{format.Extension}" : $"{name} {document.Number}.{format.Extension}");
        return disposition;
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(PaperDocument), ["application/json"]));
}

using System.Reflection;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace MayorsMechanism.Messaging.Files;

/// <summary>200 with a file to save (RFC 6266), which no browser shows in place; 304 when a GET names its ETag. Who may have it is asked before.</summary>
public sealed class FileDownload(MessagingDbContext db, StoredFile file) : IResult, IEndpointMetadataProvider
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, cancel) = (httpContext.Response, httpContext.RequestAborted);
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.XContentTypeOptions = "nosniff";
        if (ETag.IsKnown(httpContext, $"\"{file.Sha256}\"")) return;

        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(file.Name);
        response.Headers.ContentDisposition = disposition.ToString();
        response.ContentType = file.MediaType is "text/plain" ? "text/plain; charset=utf-8" : file.MediaType;
        response.ContentLength = file.Length;
        for (var (number, sent) = (0, 0L); sent < file.Length; number++)
        {
            var bytes = await ReadAsync(number, cancel);
            await response.Body.WriteAsync(bytes, cancel);
            sent += bytes.Length;
        }
    }

    /// <summary>It may have been deleted a moment ago: then nothing, or less than announced, is sent.</summary>
    async Task<byte[]> ReadAsync(int number, CancellationToken cancel) =>
        await db.Set<FileChunk>().AsNoTracking().Where(c => c.FileId == file.Id && c.Number == number).Select(c => c.Bytes).SingleOrDefaultAsync(cancel)
        ?? throw new ProblemException(404, "http-404");

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder.Metadata.Add(
        new ProducesResponseTypeMetadata(200, typeof(Stream), [.. FileType.Known.Select(type => type.MediaType)]));
}

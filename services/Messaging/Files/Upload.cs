using System.Reflection;
using System.Security.Cryptography;
using MayorsMechanism.ServiceDefaults;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;

namespace MayorsMechanism.Messaging.Files;

/// <summary>
/// A request whose body is a file, up to <see cref="BodyLimits.File"/>. An endpoint that takes it as a parameter accepts files; the gateway
/// needs a row with the same limit.
/// </summary>
[SkipValidation] // Not to be read by the framework's validation.
public sealed class Upload(Stream body) : IEndpointParameterMetadataProvider
{
    /// <summary>Takes the body off the wire first, into a temporary file: a slow sender keeps no transaction open.</summary>
    public static async ValueTask<Upload> BindAsync(HttpContext context)
    {
        context.Request.EnableBuffering();
        await context.Request.Body.DrainAsync(context.RequestAborted);
        context.Request.Body.Position = 0;
        return new Upload(context.Request.Body);
    }

    /// <summary>Keeps the bytes. Call it in the transaction that saves the record which keeps the answer.</summary>
    /// <param name="db">The service's context, whose model has files.</param>
    /// <param name="name">What the sender calls the file; only what is safe of it is kept.</param>
    /// <param name="cancel">Stops it; the transaction must not be committed then.</param>
    /// <exception cref="ProblemException">415 <c>upload-type</c>: none of <see cref="FileType.Known"/>; 400: there are no bytes.</exception>
    public async Task<StoredFile> KeepAsync(MessagingDbContext db, string? name, CancellationToken cancel)
    {
        var (id, buffer, length) = (Guid.CreateVersion7(), new byte[FileStore.ChunkBytes], 0L);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        FileType? type = null;
        await using var transaction = await db.BeginUnlessBegunAsync(cancel);
        for (var number = 0; await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel) is > 0 and var count; number++)
        {
            var bytes = buffer[..count];
            type ??= FileType.Of(bytes) ?? throw new ProblemException(415, "upload-type");
            hash.AppendData(bytes);
            length += count;
            await db.Database.ExecuteSqlAsync($"INSERT INTO file_chunks (file_id, number, bytes) VALUES ({id}, {number}, {bytes})", cancel);
        }
        if (type is null) throw new ProblemException(400, "upload-empty");
        await transaction.CommitAsync(cancel);
        return new(id, type.SafeName(name), type.MediaType, length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new Limit());
        builder.Metadata.Add(new AcceptsMetadata([.. FileType.Known.Select(type => type.MediaType), "application/octet-stream"], typeof(Stream)));
    }

    sealed class Limit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => BodyLimits.File;
    }
}

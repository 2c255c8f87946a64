using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>A response body that carries its record's version.</summary>
public interface IVersioned
{
    /// <summary>Rises by one with each change; the ETag is this number in quotes.</summary>
    int Version { get; }
}

/// <summary>200 with the record and its ETag; 304 when a GET names that ETag in <c>If-None-Match</c>.</summary>
/// <param name="record">The record.</param>
/// <param name="isWhole">False when it tells something beside the record, which changes without it: then it is told anew each time.</param>
public class RecordResult<T>(T record, bool isWhole = true) : IResult, IEndpointMetadataProvider where T : IVersioned
{
    protected T Record => record;

    public virtual Task ExecuteAsync(HttpContext httpContext)
    {
        if (!isWhole) httpContext.Response.Headers.ETag = ETag.Of(record.Version);
        else if (ETag.IsKnown(httpContext, ETag.Of(record.Version))) return Task.CompletedTask;
        return httpContext.Response.WriteAsJsonAsync(record, httpContext.RequestAborted);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(T), ["application/json"]));
}

/// <summary>201 with Location, ETag and the new record.</summary>
public sealed class CreatedRecord<T>(string location, T record) : RecordResult<T>(record), IEndpointMetadataProvider where T : IVersioned
{
    public override Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status201Created;
        httpContext.Response.Headers.Location = location;
        return base.ExecuteAsync(httpContext);
    }

    public static new void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(201, typeof(T), ["application/json"]));
}

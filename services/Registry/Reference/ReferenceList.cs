using System.Reflection;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Reference;
using Microsoft.AspNetCore.Http.Metadata;

namespace MayorsMechanism.Registry.Reference;

/// <summary>Reference data, whole. It changes with a release only: 304 answers whoever has this release's.</summary>
public sealed class ReferenceList<T>(ReferenceFile file, IReadOnlyList<T> items) : IResult, IEndpointMetadataProvider
{
    static readonly string Release = $"\"{typeof(Countries).Assembly.ManifestModule.ModuleVersionId:N}\"";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.GetTypedHeaders().CacheControl = new() { Private = true, MaxAge = TimeSpan.FromDays(1) };
        return ETag.IsKnown(httpContext, Release)
            ? Task.CompletedTask
            : httpContext.Response.WriteAsJsonAsync(new ReferenceBody<T>(file.Source, file.AsOf, items), httpContext.RequestAborted);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(ReferenceBody<T>), ["application/json"]));
}

/// <param name="Source">Who says so.</param>
/// <param name="AsOf">Year and month that this was so.</param>
/// <param name="Items">All of it.</param>
public sealed record ReferenceBody<T>(string Source, string AsOf, IReadOnlyList<T> Items);

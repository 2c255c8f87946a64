using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>
/// The <c>If-Match</c> header (RFC 9110, section 13.1.1) that each change of a record needs: missing 428 (RFC 6585), stale 412.
/// An endpoint that takes it as a parameter requires it.
/// </summary>
public sealed class IfMatch(IList<EntityTagHeaderValue> tags) : IEndpointParameterMetadataProvider
{
    public static ValueTask<IfMatch> BindAsync(HttpContext context)
    {
        var tags = context.Request.GetTypedHeaders().IfMatch;
        return tags.Count > 0 ? ValueTask.FromResult(new IfMatch(tags)) : throw new ProblemException(428, "if-match-required");
    }

    /// <summary>Raises the record's version if the caller has seen the present one.</summary>
    /// <exception cref="ProblemException">412: the record has changed since.</exception>
    public void Claim(Entity record)
    {
        var current = new EntityTagHeaderValue(ETag.Of(record.Version));
        if (!tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: true)))
        {
            throw new ProblemException(412, "stale-version");
        }
        record.Touch();
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(RequiresIfMatch.Instance);
}

/// <summary>Endpoint metadata for the API description.</summary>
sealed class RequiresIfMatch
{
    public static readonly RequiresIfMatch Instance = new();
}

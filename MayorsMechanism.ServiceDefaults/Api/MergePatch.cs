using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>A JSON Merge Patch (RFC 7396) of the request record <typeparamref name="T"/>; the result is validated like a whole request.</summary>
public sealed class MergePatch<T>(JsonObject patch, HttpContext http) : IEndpointParameterMetadataProvider where T : class
{
    public static async ValueTask<MergePatch<T>> BindAsync(HttpContext context)
    {
        try
        {
            var node = await JsonNode.ParseAsync(context.Request.Body, documentOptions: new() { AllowDuplicateProperties = false },
                cancellationToken: context.RequestAborted);
            var patch = node as JsonObject ?? throw new ShapeException("", "object-expected");
            RequireText(patch);
            return new MergePatch<T>(patch, context);
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException(e.Message, 400, e);
        }
        catch (InvalidOperationException)
        {
            throw new ShapeException("", "invalid-value"); // Half a surrogate pair in a name.
        }
    }

    /// <summary>Half a surrogate pair is JSON (RFC 8259, section 8.2) and no text: the reader refuses it only when it is asked for that text.</summary>
    static void RequireText(JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            try
            {
                value?.ToJsonString();
            }
            catch (InvalidOperationException)
            {
                throw new ShapeException(name, "invalid-value");
            }
        }
    }

    /// <summary>What <paramref name="current"/> becomes.</summary>
    /// <exception cref="ProblemException">400: the result does not fit; names each field.</exception>
    public async Task<T> ApplyToAsync(T current)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var merged = Merge(JsonSerializer.SerializeToNode(current, options), patch);
        try
        {
            var result = merged.Deserialize<T>(options)!;
            await RecordShape.ValidateAsync(result, http.RequestServices, http.RequestAborted);
            return result;
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException(e.Message, 400, e);
        }
    }

    /// <summary>RFC 7396, section 2: null removes, an object merges, anything else replaces.</summary>
    static JsonNode Merge(JsonNode? target, JsonObject patch)
    {
        var result = target as JsonObject ?? [];
        foreach (var (name, value) in patch)
        {
            if (value is null) result.Remove(name);
            else result[name] = value is JsonObject part ? Merge(result[name], part) : value.DeepClone();
        }
        return result;
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/merge-patch+json", "application/json"], typeof(T)));
}

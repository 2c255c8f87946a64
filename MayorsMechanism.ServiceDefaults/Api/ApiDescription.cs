using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>
/// The OpenAPI 3.1 description of a service: access, headers, errors and examples follow from the endpoints' own metadata.
/// Examples come from a static <c>Example</c> property of the request record.
/// </summary>
public static class ApiDescription
{
    const string Scheme = "bearer";

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer(DescribeAccess);
        options.AddOperationTransformer(DescribeOperation);
        options.AddOperationTransformer(QueryParameters.Describe);
        options.AddSchemaTransformer(DescribeTimes);
        options.AddSchemaTransformer(AddExample);
    }

    static Task DescribeAccess(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new OpenApiInfo { Title = "GFMD Mayors Mechanism", Version = "v1" };
        document.Servers = null;
        document.Components ??= new OpenApiComponents();
        document.AddComponent(Scheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "An access token from POST /connect/token.",
        });
        document.AddComponent("Problem", new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "Problem details (RFC 9457). 409 adds rule, a stable code; 400 adds errors, by field.",
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["traceId"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["rule"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["errors"] = new OpenApiSchema { Type = JsonSchemaType.Object },
            },
        });
        return Task.CompletedTask;
    }

    static Task DescribeOperation(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var isPost = HttpMethods.IsPost(context.Description.HttpMethod!);
        List<int> errors = [400, 429];
        var scopes = metadata.OfType<RequiredScope>().Select(needed => needed.Scope).Distinct().ToList();
        if (scopes.Count > 0 || metadata.OfType<StaffOnly>().Any())
        {
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = scopes }];
            errors.AddRange([401, 403]);
            if (isPost)
            {
                AddHeader(operation, Idempotency.Header, false, "Same key and body within 24 hours replay the first answer.");
                errors.Add(422);
            }
        }
        if (metadata.OfType<RequiresIfMatch>().Any())
        {
            AddHeader(operation, "If-Match", true, "The ETag of the version that you read.");
            errors.AddRange([412, 428]);
        }
        if (!HttpMethods.IsGet(context.Description.HttpMethod!)) errors.AddRange([409, 413, 415]);
        if (context.Description.RelativePath!.Contains('{')) errors.Add(404);
        if (metadata.OfType<MayBeGone>().Any()) errors.Add(410);
        foreach (var status in errors.Order()) AddProblem(operation, context.Document!, status);
        return Task.CompletedTask;
    }

    static void AddHeader(OpenApiOperation operation, string name, bool required, string description) =>
        (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Required = required,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });

    /// <summary>What an endpoint says of an error by itself stands: /connect/token answers in the form of RFC 6749.</summary>
    static void AddProblem(OpenApiOperation operation, OpenApiDocument document, int status) =>
        (operation.Responses ??= []).TryAdd($"{status}", new OpenApiResponse
        {
            Description = ReasonPhrases.GetReasonPhrase(status),
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference("Problem", document) },
            },
        });

    /// <summary>Times are written by converters of our own, which the description cannot look into.</summary>
    static Task DescribeTimes(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        var type = context.JsonTypeInfo.Type;
        var format = (Nullable.GetUnderlyingType(type) ?? type) switch
        {
            var t when t == typeof(DateTimeOffset) => "date-time",
            var t when t == typeof(TimeSpan) => "duration",
            _ => null,
        };
        if (format is null) return Task.CompletedTask;
        var orNull = Nullable.GetUnderlyingType(type) is null ? default : JsonSchemaType.Null;
        (schema.Type, schema.Format) = (JsonSchemaType.String | orNull, format);
        return Task.CompletedTask;
    }

    static Task AddExample(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        var example = context.JsonTypeInfo.Type.GetProperty("Example", BindingFlags.Public | BindingFlags.Static)?.GetValue(null);
        if (example is not null)
        {
            var json = context.ApplicationServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
            schema.Examples = new List<JsonNode> { JsonSerializer.SerializeToNode(example, json)! };
        }
        return Task.CompletedTask;
    }
}

/// <summary>Endpoint metadata: what was there may have been withdrawn, 410.</summary>
public sealed class MayBeGone;

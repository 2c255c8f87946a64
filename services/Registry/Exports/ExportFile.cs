using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsvHelper;
using MayorsMechanism.Registry.Imports.Files;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace MayorsMechanism.Registry.Exports;

/// <summary>A file of records that is written while they are read, in the form that an import takes.</summary>
/// <param name="columns">Its columns.</param>
/// <param name="format">csv or json.</param>
/// <param name="records">The records, by field.</param>
sealed class ExportFile(FileColumns columns, string format, IAsyncEnumerable<JsonObject> records) : IResult, IEndpointMetadataProvider
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = format is "csv" ? "text/csv; charset=utf-8" : "application/json";
        response.Headers.ContentDisposition = $"attachment; filename=\"{Path.GetFileName(httpContext.Request.Path)}\"";
        response.Headers.CacheControl = "no-store";
        if (format is "csv") await WriteCsvAsync(response.Body, httpContext.RequestAborted);
        else await WriteJsonAsync(httpContext);
    }

    async Task WriteCsvAsync(Stream body, CancellationToken cancel)
    {
        // The mark tells spreadsheets that it is UTF-8.
        await using var writer = CsvWriter.Create(body, new CsvWriterOptions { WriteByteOrderMark = true }, leaveOpen: true);
        foreach (var column in columns.All) writer.WriteField(column.Field);
        await writer.EndRecordAsync(cancel);
        await foreach (var record in records.WithCancellation(cancel))
        {
            foreach (var column in columns.All) writer.WriteField(record[column.Field] is { } value ? Formula.Disarm(column.Cell.Write(value)) : "");
            await writer.EndRecordAsync(cancel);
        }
    }

    Task WriteJsonAsync(HttpContext http)
    {
        var json = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        return JsonSerializer.SerializeAsync(http.Response.Body, records, json, http.RequestAborted);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(string), ["text/csv", "application/json"]));
}

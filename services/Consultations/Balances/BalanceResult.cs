using System.Reflection;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.AspNetCore.Http.Metadata;

namespace MayorsMechanism.Consultations.Balances;

/// <summary>A balance as JSON, or as CSV when the path ends so or the caller accepts that and not JSON.</summary>
sealed class BalanceResult(Balance balance) : IResult, IEndpointMetadataProvider
{
    const string Csv = "text/csv";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.Vary = "Accept";
        if (!WantsCsv(httpContext.Request)) return httpContext.Response.WriteAsJsonAsync(balance, httpContext.RequestAborted);
        httpContext.Response.ContentType = $"{Csv}; charset=utf-8";
        httpContext.Response.Headers.ContentDisposition = "attachment; filename=\"balance.csv\"";
        return httpContext.Response.WriteAsync(Sheet(balance).ToString(), httpContext.RequestAborted);
    }

    static bool WantsCsv(HttpRequest request) => request.Path.Value!.EndsWith(".csv", StringComparison.Ordinal)
        || request.GetTypedHeaders().Accept is { Count: > 0 } accepted && accepted.Any(type => type.MediaType == Csv)
            && !accepted.Any(type => type.MediaType == "application/json");

    static CsvSheet Sheet(Balance balance)
    {
        // What stands here once for a value may be aimed at for the cycle and for the consultation: the next gets a line of its own.
        var aims = balance.Targets.ToList();
        var sheet = new CsvSheet("part", "dimension", "value", "label", "proposed", "seated", "attended", "absent", "targetShare", "targetNumber");
        foreach (var (name, part) in new[] { ("authorities", balance.Authorities), ("others", balance.Others) })
        {
            sheet.Add(name, "all", "", "", part.Total.Proposed, part.Total.Seated, part.Total.Attended, part.Total.Absent, null, null);
            foreach (var row in part.Rows)
            {
                var target = name is "authorities" ? aims.Find(t => t.Dimension == row.Dimension && t.Value == row.Value) : null;
                if (target is not null) aims.Remove(target);
                sheet.Add(name, KebabCase.Of(row.Dimension), row.Value, row.Label, row.Count.Proposed, row.Count.Seated, row.Count.Attended, row.Count.Absent,
                    target?.Share, target?.Number);
            }
        }
        foreach (var target in aims)
        {
            var row = balance.Authorities.Rows.FirstOrDefault(row => row.Dimension == target.Dimension && row.Value == target.Value);
            var count = row?.Count ?? new(0, 0, 0, 0);
            sheet.Add("authorities", KebabCase.Of(target.Dimension), target.Value, row?.Label, count.Proposed, count.Seated, count.Attended, count.Absent,
                target.Share, target.Number);
        }
        return sheet;
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(Balance), ["application/json", Csv]));
    }
}

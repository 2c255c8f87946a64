using System.Text.Json;

namespace MayorsMechanism.Identity.Tests;

public sealed record Answer(int Status, string Text, string? ETag, HttpResponseMessage Response)
{
    public JsonElement Body => JsonDocument.Parse(Text).RootElement;

    public string this[string name] => Body.GetProperty(name).ToString();

    public string? Code => Status >= 400 ? Body.GetProperty("type").GetString()!.Split('/')[^1] : null;

    public static async Task<Answer> OfAsync(HttpResponseMessage response) =>
        new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ETag?.ToString(), response);
}

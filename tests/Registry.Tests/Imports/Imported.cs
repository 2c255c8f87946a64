using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Registry.Tests.Imports;

/// <summary>Uploading and waiting, as a client does it.</summary>
static class Imported
{
    const string Path = "/api/v1/registry/imports";

    static int _uploads;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<ApiAnswer> UploadAsync(this ApiClient client, string kind, string text, string type = "text/csv", string map = "") =>
        client.UploadAsync(kind, Encoding.UTF8.GetBytes(text), type, map: map);

    public static async Task<ApiAnswer> UploadAsync(
        this ApiClient client, string kind, byte[] bytes, string type = "text/csv", string? encoding = null, string map = "", string? key = null)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (encoding is not null) content.Headers.ContentEncoding.Add(encoding);
        return await client.PostAsync($"{Path}?kind={kind}{map}", content, key: key);
    }

    /// <summary>Uploads and waits for the report. Whoever is erased by another test takes unread files of people along: then again, as a client would.</summary>
    public static async Task<ApiAnswer> CheckAsync(this ApiClient client, string kind, string text, string type = "text/csv", string map = "")
    {
        while (true)
        {
            var uploaded = await client.UploadedAsync(kind, Encoding.UTF8.GetBytes(text), type, map: map);
            var check = await client.WaitAsync(uploaded.Location!);
            if (check.Problem() != "import-erased") return check;
        }
    }

    /// <summary>An upload that is taken. Tests share the secretariat, of whom only so many may be open.</summary>
    public static async Task<ApiAnswer> UploadedAsync(this ApiClient client, string kind, byte[] bytes, string type = "text/csv", string? encoding = null, string map = "")
    {
        if (Interlocked.Increment(ref _uploads) % 8 == 0) await CancelForgottenAsync(client);
        while (true)
        {
            var uploaded = await client.UploadAsync(kind, bytes, type, encoding, map);
            if (uploaded.Rule != "imports-unfinished")
            {
                uploaded.Code.ShouldBe(202, uploaded.ToString());
                return uploaded;
            }
            await CancelForgottenAsync(client);
            await Task.Delay(500, Token);
        }
    }

    /// <summary>Tests that only look at a report leave it; no test thinks about one for so long.</summary>
    static async Task CancelForgottenAsync(ApiClient client)
    {
        for (var after = ""; ;)
        {
            var page = await client.GetAsync($"{Path}?limit=200{after}");
            foreach (var import in page.Items.Where(import => (string)import!["state"]! == "checked" && (DateTimeOffset)import["uploadedAt"]! < DateTimeOffset.UtcNow.AddSeconds(-45)))
            {
                await client.PostAsync($"{Path}/{import!["id"]}/cancel", ifMatch: $"\"{import["version"]}\"");
            }
            if ((string?)page.Body!["next"] is not { } next) break;
            after = $"&after={next}";
        }
    }

    /// <summary>Waits until nothing is left to do for the service.</summary>
    public static async Task<ApiAnswer> WaitAsync(this ApiClient client, string import, int seconds = 60)
    {
        for (var patience = seconds * 20; ; patience--)
        {
            var state = await client.GetAsync(import);
            state.Code.ShouldBe(200, state.ToString());
            if (state.Text("state") is "checked" or "committed" or "failed" or "cancelled") return state;
            if (patience == 0) throw new TimeoutException(state.ToString());
            await Task.Delay(50, Token);
        }
    }

    public static async Task<ApiAnswer> CommitAsync(this ApiClient client, ApiAnswer import, object? how = null)
    {
        var asked = await client.PostAsync($"{Path}/{import.Id}/commit", how, import.ETag);
        asked.Code.ShouldBe(202, asked.ToString());
        return await client.WaitAsync($"{Path}/{import.Id}", 600);
    }

    /// <summary>Check and commit of a file that has nothing doubtful in it.</summary>
    public static async Task<ApiAnswer> ImportAsync(this ApiClient client, string kind, string text, string type = "text/csv")
    {
        var check = await client.CheckAsync(kind, text, type);
        check.Text("state").ShouldBe("checked", check.ToString());
        var commit = await client.CommitAsync(check);
        commit.Text("state").ShouldBe("committed", commit.ToString());
        return commit;
    }

    /// <summary>All lines of the report.</summary>
    public static async Task<List<JsonNode>> RowsAsync(this ApiClient client, ApiAnswer import, string? outcome = null, string? language = null)
    {
        List<JsonNode> rows = [];
        for (var after = ""; ;)
        {
            var page = await client.GetAsync($"{Path}/{import.Id}/rows?limit=200{(outcome is null ? "" : "&outcome=" + outcome)}{after}", language: language);
            page.Code.ShouldBe(200, page.ToString());
            rows.AddRange(page.Items.Select(item => item!));
            if ((string?)page.Body!["next"] is not { } next) return rows;
            after = $"&after={next}";
        }
    }

    /// <summary>The outcomes of the rows in their order.</summary>
    public static async Task<string[]> OutcomesAsync(this ApiClient client, ApiAnswer import) =>
        [.. (await client.RowsAsync(import)).Select(row => (string)row["outcome"]!)];

    /// <summary>Column and code of each reason of the rejected rows.</summary>
    public static async Task<string[]> ReasonsAsync(this ApiClient client, ApiAnswer import) =>
        [.. (await client.RowsAsync(import, "rejected")).SelectMany(row => row["reasons"]!.AsArray()).Select(reason => $"{reason!["column"]} {reason["code"]}".Trim())];

    public static string? Problem(this ApiAnswer import) => (string?)import.Body!["problem"]?["code"];

    public static int Count(this ApiAnswer import, string of) => (int)import.Body!["rows"]![of]!;

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(bytes);
        return packed.ToArray();
    }

    public static async Task<string> DownloadAsync(this ApiClient client, string file)
    {
        var answer = await client.GetTextAsync($"/api/v1/registry/exports/{file}");
        answer.Code.ShouldBe(200, answer.Text);
        return answer.Text;
    }
}

using System.Net.Http.Headers;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Files;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Tests;

/// <summary>Files beside records of the registry.</summary>
static class FilesOf
{
    public static readonly byte[] Picture = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, .. new byte[300_000]];

    public static byte[] Pdf(string text = "") => [.. "%PDF-1.7"u8, .. System.Text.Encoding.UTF8.GetBytes(text)];

    public static Task<ApiAnswer> AddAsync(ApiClient client, ApiAnswer record, string kind, byte[] bytes, string title = "Document", string? key = null)
    {
        var content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        return client.SendAsync(HttpMethod.Post, $"{record.Location}/documents?kind={kind}&title={Uri.EscapeDataString(title)}&name=file", content, ("Idempotency-Key", key));
    }

    public static async Task<ApiAnswer> AddedAsync(ApiClient client, ApiAnswer record, string kind, byte[]? bytes = null, string title = "Document")
    {
        var answer = await AddAsync(client, record, kind, bytes ?? Pdf(title), title);
        answer.Code.ShouldBe(201, answer.ToString());
        return answer;
    }

    public static async Task<byte[]> BytesAsync(ApiClient client, string path)
    {
        using var response = await client.Http.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = client.Authorization } }, TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(200, path);
        return await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>How many of a file's pieces are kept.</summary>
    public static Task<int> PiecesAsync(this RegistryService registry, ApiAnswer document)
    {
        var sha = document.Text("sha256");
        return registry.AskAsync(async db => (await db.Set<FileChunk>().AsNoTracking().ToListAsync()).GroupBy(chunk => chunk.FileId)
            .Where(file => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([.. file.OrderBy(c => c.Number).SelectMany(c => c.Bytes)])) == sha)
            .Sum(file => file.Count()));
    }

    public static async Task<List<string>> IdsAsync(ApiClient client, ApiAnswer record) =>
        [.. (await client.GetAsync($"{record.Location}/documents")).Items.Select(item => (string)item!["id"]!)];
}

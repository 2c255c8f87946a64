using System.Net.Http.Headers;
using System.Security.Cryptography;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Files;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Files beside a consultation.</summary>
public sealed class DocumentTests(ConsultationsService service)
{
    const int Largest = 25 << 20;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_comes_back_byte_for_byte_to_be_saved_and_not_shown()
    {
        var consultation = await service.NewConsultationAsync();
        var bytes = Pdf(700_000);

        var added = await ConsultationsService.Created(AddAsync(consultation, bytes, "Nota conceptual – Puebla.pdf"));

        (added.Text("title"), added.Text("mediaType"), (long)added.Body!["length"]!).ShouldBe(("Concept note", "application/pdf", bytes.Length));
        var file = await DownloadAsync(added, service.Secretariat);
        (await file.Content.ReadAsByteArrayAsync(Cancel)).ShouldBe(bytes);
        file.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        var disposition = file.Content.Headers.ContentDisposition!;
        (disposition.DispositionType, disposition.FileNameStar).ShouldBe(("attachment", "Nota conceptual – Puebla.pdf"));
        file.Headers.GetValues("X-Content-Type-Options").ShouldHaveSingleItem().ShouldBe("nosniff");
        file.Headers.ETag!.Tag.ShouldBe($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"");
        (await service.Secretariat.GetAsync($"{added.Location}/file", ifNoneMatch: file.Headers.ETag.Tag)).Code.ShouldBe(304);
        (await service.Secretariat.GetAsync(added.Location!)).Body!.ToJsonString().ShouldBe(added.Body.ToJsonString());
    }

    [Fact]
    public async Task What_the_file_is_counts_and_not_what_its_sender_calls_it()
    {
        var consultation = await service.NewConsultationAsync();

        var page = await ConsultationsService.Created(AddAsync(consultation, "<script>alert(1)</script>"u8.ToArray(), "note.pdf"));
        var program = await AddAsync(consultation, [.. "MZ"u8, 0x90, 0], "note.pdf");
        var nothing = await AddAsync(consultation, [], "note.pdf");
        var declared = await AddAsync(consultation, Pdf(100), "note.pdf", "application/x-msdownload");

        (page.Text("mediaType"), page.Text("name")).ShouldBe(("text/plain", "note.pdf.txt"));
        (program.Code, program.ContentType).ShouldBe((415, "application/problem+json"));
        program.Text("detail").ShouldContain("PDF");
        (nothing.Code, declared.Code).ShouldBe((400, 415));
        var untitled = await service.Secretariat.SendAsync(HttpMethod.Post, PathOf(consultation), new ByteArrayContent(Pdf(100)) { Headers = { ContentType = new("application/pdf") } });
        (untitled.Code, untitled.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key).ShouldBe((400, "title"));
        (await service.Secretariat.GetAsync($"{PathOf(consultation)}?count=true")).Body!["total"]!.GetValue<int>().ShouldBe(1);
    }

    [Theory]
    [InlineData(Largest, false, null, 201)]
    [InlineData(Largest + 1, false, null, 413)]
    [InlineData(Largest + 1, true, null, 413)]
    [InlineData(Largest + 1, true, "key", 413)]
    public async Task A_file_is_taken_up_to_its_limit(int length, bool chunked, string? key, int code)
    {
        var consultation = await service.NewConsultationAsync();

        var answer = await AddAsync(consultation, Pdf(length), "large.pdf", chunked: chunked, key: key);

        answer.Code.ShouldBe(code, answer.ToString());
    }

    [Fact]
    public async Task A_repeated_request_adds_the_document_once()
    {
        var consultation = await service.NewConsultationAsync();

        var first = await ConsultationsService.Created(AddAsync(consultation, Pdf(500_000), key: "same"));
        var again = await ConsultationsService.Created(AddAsync(consultation, Pdf(500_000), key: "same"));

        (again.Id, (await service.Secretariat.GetAsync(PathOf(consultation))).Items.Count).ShouldBe((first.Id, 1));
        (await AddAsync(consultation, Pdf(500_001), key: "same")).Code.ShouldBe(422);
    }

    [Fact]
    public async Task A_removed_document_leaves_no_bytes()
    {
        var consultation = await service.NewConsultationAsync();
        var (kept, removed) = (await AddAsync(consultation, Pdf(300_000)), await AddAsync(consultation, Pdf(300_000)));
        var before = await FilesAsync();
        (await service.Secretariat.DeleteAsync(removed.Location!)).Code.ShouldBe(428);

        (await service.Secretariat.DeleteAsync(removed.Location!, removed.ETag)).Code.ShouldBe(204);

        (await service.Secretariat.GetAsync($"{removed.Location}/file")).Code.ShouldBe(404);
        (await DownloadAsync(kept, service.Secretariat)).IsSuccessStatusCode.ShouldBeTrue();
        (await service.Secretariat.GetAsync(PathOf(consultation))).Items.Select(item => (string)item!["id"]!).ShouldBe([kept.Id]);
        before.Except(await FilesAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_network_reads_documents_of_open_consultations_and_changes_none()
    {
        var network = await service.NewNetworkAsync();
        var planned = await service.NewConsultationAsync(open: false);
        var added = await ConsultationsService.Created(AddAsync(planned, Pdf(100)));
        string[] paths = [PathOf(planned), added.Location!, $"{added.Location}/file"];
        foreach (var path in paths) (await network.Api.GetAsync(path)).Code.ShouldBe(404, path);

        await service.GoAsync(planned, "open");

        foreach (var path in paths) (await network.Api.GetAsync(path)).Code.ShouldBe(200, path);
        var writer = service.Client(TestTokens.Network(network.Id, "consultations:read", "consultations:write"));
        (await AddAsync(planned, Pdf(100), client: writer)).Code.ShouldBe(403);
        (await writer.DeleteAsync(added.Location!, added.ETag)).Code.ShouldBe(403);
        (await service.Client(null).GetAsync($"{added.Location}/file")).Code.ShouldBe(401);
    }

    [Fact]
    public async Task Whoever_mirrors_a_consultation_learns_that_its_documents_changed()
    {
        var network = await service.NewNetworkAsync();
        var consultation = await service.NewConsultationAsync();
        var id = Guid.Parse(consultation.Id);
        await Eventually.IsAsync(() => service.ReadAsync(db => db.History.Where(entry => entry.RootId == id).AllAsync(entry => entry.Position != null)));
        var after = await service.ReadAsync(db => db.History.Where(entry => entry.RootId == id).MaxAsync(entry => entry.Position));

        await ConsultationsService.Created(AddAsync(consultation, Pdf(100)));

        await Eventually.IsAsync(async () => (await network.Api.GetAsync($"/api/v1/consultations/changes?limit=200&after={after}")).Items
            .Any(change => (string)change!["id"]! == consultation.Id && !(bool)change["gone"]!));
    }

    Task<List<Guid>> FilesAsync() => service.ReadAsync(db => db.Set<FileChunk>().Select(chunk => chunk.FileId).Distinct().ToListAsync());

    Task<ApiAnswer> AddAsync(ApiAnswer consultation, byte[] bytes, string name = "note.pdf", string type = "application/octet-stream",
        bool chunked = false, string? key = null, ApiClient? client = null)
    {
        HttpContent content = chunked ? new StreamContent(new Unsized(bytes)) : new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return (client ?? service.Secretariat).SendAsync(HttpMethod.Post, $"{PathOf(consultation)}?title=Concept%20note&name={Uri.EscapeDataString(name)}",
            content, ("Idempotency-Key", key));
    }

    static string PathOf(ApiAnswer consultation) => $"/api/v1/consultations/{consultation.Id}/documents";

    static async Task<HttpResponseMessage> DownloadAsync(ApiAnswer document, ApiClient client) => await client.Http.SendAsync(
        new HttpRequestMessage(HttpMethod.Get, $"{document.Location}/file") { Headers = { Authorization = client.Authorization } }, Cancel);

    static byte[] Pdf(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        "%PDF-1.7"u8.CopyTo(bytes);
        return bytes;
    }

    /// <summary>Its length is not told, so it is sent in chunks.</summary>
    sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}

using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Erasure;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>What the secretariat writes down for itself.</summary>
public sealed class NoteTests(ConsultationsService service)
{
    readonly ApiClient _colleague = service.Client(TestTokens.Staff("officer"));

    [Fact]
    public async Task Whoever_wrote_a_note_changes_it_and_any_colleague_reads_and_removes_it()
    {
        var (city, _) = await service.NewMayorAsync();
        var note = await WriteAsync("organisation", city.Id, "Answers on Mondays");

        (await _colleague.PatchAsync(note.Location!, new { text = "Never answers" }, note.ETag)).Rule.ShouldBe("note-of-another");
        var edited = await service.Secretariat.PatchAsync(note.Location!, new { text = "Answers on Tuesdays" }, note.ETag);

        (edited.Code, edited.Text("text"), (int)edited.Body!["version"]!).ShouldBe((200, "Answers on Tuesdays", 2));
        edited.Body["editedAt"].ShouldNotBeNull();
        note.Body!["editedAt"].ShouldBeNull();
        var read = await _colleague.GetAsync(note.Location!);
        (read.Text("text"), read.Text("author"), read.Text("record")).ShouldBe(("Answers on Tuesdays", note.Text("author"), "organisation"));
        (await _colleague.DeleteAsync(note.Location!, note.ETag)).Code.ShouldBe(412);
        (await _colleague.DeleteAsync(note.Location!, edited.ETag)).Code.ShouldBe(204);
        (await _colleague.GetAsync(note.Location!)).Code.ShouldBe(404);
        var id = Guid.Parse(note.Id);
        (await service.ReadAsync(db => db.History.Where(entry => entry.RecordId == id).OrderBy(entry => entry.Id).Select(entry => entry.Action).ToListAsync()))
            .ShouldBe(["created", "changed", "removed"]);
    }

    [Fact]
    public async Task Notes_of_a_record_are_listed_from_the_newest_on_with_those_of_records_merged_into_it()
    {
        var (city, person) = await service.NewMayorAsync();
        var merged = await service.TellAsync(Registry.Person(city.Id, "The same person", null));
        await WriteAsync("person", merged.Id, "First");
        await WriteAsync("organisation", city.Id, "Of the city");
        await WriteAsync("person", person.Id, "Second");
        await service.TellAsync(merged with { Version = 2, Status = "merged", CanonicalId = person.Id });

        foreach (var id in (Guid[])[person.Id, merged.Id])
        {
            (await TextsAsync($"recordId={id}")).ShouldBe(["Second", "First"]);
            (await TextsAsync($"recordId={id}&limit=1")).ShouldBe(["Second"]);
        }
        var first = await service.Secretariat.GetAsync($"/api/v1/notes?recordId={person.Id}&limit=1");
        (await TextsAsync($"recordId={person.Id}&after={first.Text("next")}")).ShouldBe(["First"]);
        (await TextsAsync($"recordId={person.Id}&record=organisation")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Notes_are_found_by_words_and_beginnings_whatever_their_accents_case_and_order()
    {
        var consultation = await service.NewConsultationAsync();
        var tag = $"zz{Guid.NewGuid():N}";
        await WriteAsync("consultation", Guid.Parse(consultation.Id), $"Señora Müller fragt nach der (Übersetzung); {tag}.\nΚαλημέρα");
        await WriteAsync("consultation", Guid.Parse(consultation.Id), $"Nothing of it: {tag}");

        foreach (var typed in (string[])[$"muller {tag}", $"{tag} SENORA", $"ubersetz {tag}", $"kalimera {tag}", $"Übersetzung! {tag[..20]}"])
        {
            (await TextsAsync($"q={Uri.EscapeDataString(typed)}")).ShouldHaveSingleItem(typed).ShouldStartWith("Señora");
        }
        (await TextsAsync($"q={tag}")).Count.ShouldBe(2);
        (await TextsAsync($"q={tag}&author=somebody-else")).ShouldBeEmpty();
        foreach (var nothing in (string[])[$"bersetzung {tag}", $"missing {tag}", "!!!", "'", "a:b & (c | !d)"])
        {
            (await TextsAsync($"q={Uri.EscapeDataString(nothing)}")).ShouldBeEmpty(nothing);
        }
    }

    [Theory]
    [InlineData("person", null, "", "text")]
    [InlineData("person", null, "Text", "recordId")]
    [InlineData("letter", "01970000-0000-7000-8000-000000000000", "Text", "record")]
    [InlineData("consultation", "01970000-0000-7000-8000-000000000000", "Text", "recordId")]
    [InlineData("nomination", "01970000-0000-7000-8000-000000000000", "Text", "recordId")]
    public async Task A_note_about_nothing_or_without_words_is_refused(string record, string? recordId, string text, string field)
    {
        var answer = await service.Secretariat.PostAsync("/api/v1/notes", recordId is null
            ? text.Length == 0 ? new { record, recordId = Guid.NewGuid(), text } : new { record, text }
            : new { record, recordId, text });

        answer.Code.ShouldBe(400, answer.ToString());
        answer.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe(field);
    }

    [Fact]
    public async Task A_note_does_not_move_from_one_record_to_another()
    {
        var (city, person) = await service.NewMayorAsync();
        var note = await WriteAsync("organisation", city.Id, "Here");

        var moved = await service.Secretariat.PatchAsync(note.Location!, new { record = "person", recordId = person.Id }, note.ETag);

        (moved.Code, moved.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key).ShouldBe((400, "record"));
    }

    [Fact]
    public async Task The_feed_tells_the_secretariat_of_notes_and_no_network()
    {
        var network = await service.NewNetworkAsync();
        var (city, _) = await service.NewMayorAsync(network.Id);
        await service.SealedAsync();
        var before = await NextAsync(service.Secretariat);
        var note = await WriteAsync("organisation", city.Id, "Told");
        var removed = await WriteAsync("organisation", city.Id, "Told and removed");
        (await service.Secretariat.DeleteAsync(removed.Location!, removed.ETag)).Code.ShouldBe(204);
        await service.SealedAsync();

        var told = (await service.Secretariat.GetAsync($"/api/v1/consultations/changes?after={before}&limit=200")).Items.Where(item => (string)item!["record"]! == "note").ToList();

        told.Select(item => ((string)item!["id"]!, (bool)item["gone"]!)).ShouldBe([(note.Id, false), (removed.Id, true)], ignoreOrder: true);
        (await network.Api.GetAsync($"/api/v1/consultations/changes?after={before}&limit=200")).Items.ShouldNotContain(item => (string)item!["record"]! == "note");
    }

    [Fact]
    public async Task Notes_about_a_person_and_about_their_nominations_go_with_them()
    {
        var (city, person) = await service.NewMayorAsync();
        var nomination = await service.NewConfirmedAsync(await service.NewSessionAsync(), person);
        var secret = $"Secret {Guid.NewGuid():N}";
        foreach (var (record, id) in new[] { ("person", person.Id), ("nomination", Guid.Parse(nomination.Id)) }) await WriteAsync(record, id, secret);
        await WriteAsync("organisation", city.Id, "Of the city");
        (await HoldingAsync(secret)).ShouldBe(["history", "notes"], ignoreOrder: true);

        await service.Elsewhere.PublishAsync(new PersonErased { Id = person.Id, Version = 9 });
        await Eventually.IsAsync(() => service.ReadAsync(db => db.Set<Tombstone>().AnyAsync(tombstone => tombstone.RecordId == person.Id)));

        (await HoldingAsync(secret)).ShouldBeEmpty();
        (await TextsAsync($"recordId={nomination.Id}")).ShouldBeEmpty();
        (await TextsAsync($"recordId={city.Id}")).ShouldBe(["Of the city"]);
        foreach (var (record, id) in new[] { ("person", person.Id), ("nomination", Guid.Parse(nomination.Id)) })
        {
            (await service.Secretariat.PostAsync("/api/v1/notes", new { record, recordId = id, text = "Again" })).Rule.ShouldBe("record-erased");
        }

        async Task<IEnumerable<string>> HoldingAsync(string text) => (await DatabaseContent.RowsNamingAsync(service.Database, text)).Select(row => row.Split(':')[0]).Distinct();
    }

    Task<ApiAnswer> WriteAsync(string record, Guid id, string text) => ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/notes", new { record, recordId = id, text }));

    async Task<List<string>> TextsAsync(string query)
    {
        var page = await _colleague.GetAsync($"/api/v1/notes?{query}");
        page.Code.ShouldBe(200, page.ToString());
        return [.. page.Items.Select(note => (string)note!["text"]!)];
    }

    static async Task<string> NextAsync(ApiClient client)
    {
        for (var after = "0"; ;)
        {
            var page = await client.GetAsync($"/api/v1/consultations/changes?limit=200&after={after}");
            after = page.Text("next");
            if (!(bool)page.Body!["more"]!) return after;
        }
    }
}

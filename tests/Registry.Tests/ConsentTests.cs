using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Registry.Tests.Imports;

namespace MayorsMechanism.Registry.Tests;

/// <summary>What a person takes back takes effect at once: photos and contacts are given to nobody whom they are not meant for.</summary>
public sealed class ConsentTests(RegistryService registry)
{
    const string Email = "alcaldia@consent.example", Phone = "+56 2 5550 1234";

    [Fact]
    public async Task A_photo_is_given_out_until_its_use_is_refused_and_again_when_it_is_granted()
    {
        var network = await registry.NewNetworkAsync();
        var mayor = await RegistryService.NewPersonAsync(network.Api);
        var photo = await FilesOf.AddedAsync(network.Api, mayor, "photo", FilesOf.Picture);
        var form = await FilesOf.AddedAsync(network.Api, mayor, "registration-form");
        (await FilesOf.BytesAsync(network.Api, $"{photo.Location}/file")).ShouldBe(FilesOf.Picture);

        await SayAsync(mayor, "photo", false);

        foreach (var client in (ApiClient[])[network.Api, registry.Secretariat])
        {
            (await client.GetAsync($"{photo.Location}/file")).Rule.ShouldBe("photo-refused");
            (await client.GetAsync($"{mayor.Location}/documents")).Items.Select(item => (bool)item!["withheld"]!).ShouldBe([true, false]);
            (await client.GetAsync($"{form.Location}/file")).Code.ShouldBe(200);
        }
        (await FilesOf.AddAsync(network.Api, mayor, "photo", FilesOf.Picture)).Rule.ShouldBe("photo-refused");
        await SayAsync(mayor, "photo", true);
        (await FilesOf.BytesAsync(network.Api, $"{photo.Location}/file")).ShouldBe(FilesOf.Picture);
    }

    [Fact]
    public async Task A_photo_refused_under_one_record_is_withheld_under_all_of_the_same_person()
    {
        var (kept, merged) = (await RegistryService.NewPersonAsync(registry.Secretariat), await RegistryService.NewPersonAsync(registry.Secretariat));
        var photo = await FilesOf.AddedAsync(registry.Secretariat, kept, "photo", FilesOf.Picture);
        await SayAsync(merged, "photo", false);
        (await registry.Secretariat.GetAsync($"{photo.Location}/file")).Code.ShouldBe(200);

        var merge = await registry.Secretariat.PostAsync("/api/v1/merges", new { personId = merged.Id, intoId = kept.Id });

        (await registry.Secretariat.GetAsync($"{photo.Location}/file")).Rule.ShouldBe("photo-refused");
        await registry.Secretariat.PostAsync($"{merge.Location}/undo", ifMatch: merge.ETag);
        (await registry.Secretariat.GetAsync($"{photo.Location}/file")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Consent_is_taken_back_and_given_again_also_under_a_record_that_was_merged()
    {
        var network = await registry.NewNetworkAsync();
        var (kept, merged) = (await RegistryService.NewPersonAsync(registry.Secretariat), await RegistryService.NewPersonAsync(network.Api));
        var photo = await FilesOf.AddedAsync(registry.Secretariat, kept, "photo", FilesOf.Picture);
        (await registry.Secretariat.PostAsync("/api/v1/merges", new { personId = merged.Id, intoId = kept.Id })).Code.ShouldBe(201);

        (await SayAsync(false)).ShouldBe(200);
        (await registry.Secretariat.GetAsync($"{photo.Location}/file")).Rule.ShouldBe("photo-refused");
        (await SayAsync(true)).ShouldBe(200);
        (await FilesOf.BytesAsync(registry.Secretariat, $"{photo.Location}/file")).ShouldBe(FilesOf.Picture);

        async Task<int> SayAsync(bool granted) =>
            (await network.Api.PostAsync($"{merged.Location}/consents", new { use = "photo", granted, source = "mail" }, ifMatch: "*")).Code;
    }

    [Fact]
    public async Task An_old_paper_that_is_found_later_does_not_take_back_a_refusal()
    {
        var mayor = await RegistryService.NewPersonAsync(registry.Secretariat);
        await FilesOf.AddedAsync(registry.Secretariat, mayor, "photo", FilesOf.Picture);
        await SayAsync(mayor, "photo", false);

        (await registry.Secretariat.PostAsync($"{mayor.Location}/consents", new { use = "photo", granted = true, source = "form", date = "2019-05-01" },
            (await registry.Secretariat.GetAsync(mayor.Location!)).ETag)).Code.ShouldBeInRange(200, 201);

        (await FilesOf.AddAsync(registry.Secretariat, mayor, "photo", FilesOf.Picture)).Rule.ShouldBe("photo-refused");
        (await registry.EventsOfAsync(mayor.Id))[^1].ShouldContain("\"use\":\"photo\",\"granted\":false");
    }

    [Fact]
    public async Task A_list_without_days_grants_nothing_again()
    {
        var mayor = await RegistryService.NewPersonAsync(registry.Secretariat);
        await SayAsync(mayor, "quote", true);
        await SayAsync(mayor, "quote", false);
        var file = $"id,consents\n{mayor.Id},quote | granted | Registration form{{0}}\n";

        var stale = await registry.Secretariat.CheckAsync("people", file.Replace("{0}", "", StringComparison.Ordinal));
        var dated = await registry.Secretariat.CheckAsync("people", file.Replace("{0}", $" | {DateTime.UtcNow:yyyy-MM-dd}", StringComparison.Ordinal));

        (await registry.Secretariat.ReasonsAsync(stale)).ShouldBe(["consents consent-without-day"]);
        (await registry.Secretariat.OutcomesAsync(dated)).ShouldBe(["changed"]);
    }

    [Fact]
    public async Task A_person_is_given_their_own_files_also_what_is_withheld_from_others()
    {
        var mayor = await RegistryService.NewPersonAsync(registry.Secretariat);
        await FilesOf.AddedAsync(registry.Secretariat, mayor, "photo", FilesOf.Picture, "Portrait");
        await SayAsync(mayor, "photo", false);

        var export = await registry.Secretariat.GetAsync($"{mayor.Location}/export");

        var document = export.Body!["documents"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)document["document"]!["title"], (bool)document["document"]!["withheld"]!).ShouldBe(("Portrait", true));
        (await FilesOf.BytesAsync(registry.Secretariat, (string)document["file"]!)).ShouldBe(FilesOf.Picture);
        var network = await registry.NewNetworkAsync();
        (await network.Api.GetAsync((string)document["file"]!)).Code.ShouldBe(403);
    }

    [Fact]
    public async Task Contacts_that_are_not_to_be_shared_are_seen_by_the_secretariat_and_by_whoever_wrote_them()
    {
        var (writer, reader, mayor) = await SharedAsync();
        (await ContactsAsync(reader, mayor)).ShouldBe([Email, Phone]);

        await SayAsync(mayor, "contact-sharing", false);

        (await ContactsAsync(reader, mayor)).ShouldBeEmpty();
        (await ContactsAsync(writer, mayor)).ShouldBe([Email, Phone]);
        (await registry.Secretariat.GetAsync(mayor.Location!)).Body!["emails"]![0]!.GetValue<string>().ShouldBe(Email);
        foreach (var path in Everywhere(mayor)) (await reader.Api.GetAsync(path)).ToString().ShouldNotContain(Email, customMessage: path);
        foreach (var path in Everywhere(mayor)) (await writer.Api.GetAsync(path)).ToString().ShouldContain(Email, customMessage: path);
        var patched = await reader.Api.PatchAsync(mayor.Location!, new { needs = "Ramp" }, "*");
        ((bool)patched.Body!["contactsWithheld"]!, patched.Body!["emails"]!.AsArray().Count).ShouldBe((true, 0));
        (await ContactsAsync(writer, mayor)).ShouldBe([Email, Phone], "a change of something else loses no contact");

        await SayAsync(mayor, "contact-sharing", true);
        (await ContactsAsync(reader, mayor)).ShouldBe([Email, Phone]);
    }

    [Fact]
    public async Task A_network_to_which_contacts_are_withheld_does_not_unlock_them_by_its_own_word()
    {
        var (writer, reader, mayor) = await SharedAsync();
        await SayAsync(mayor, "contact-sharing", false);
        var again = new { use = "contact-sharing", granted = true, source = "we say so" };

        (await reader.Api.PostAsync($"{mayor.Location}/consents", again, "*")).Rule.ShouldBe("contacts-withheld");
        var file = $"id,consents\n{mayor.Id},contact-sharing | granted | we say so | {DateTime.UtcNow:yyyy-MM-dd}\n";
        (await reader.Api.ReasonsAsync(await reader.Api.CheckAsync("people", file))).ShouldBe(["contacts-withheld"]);

        (await ContactsAsync(reader, mayor)).ShouldBeEmpty();
        (await reader.Api.PostAsync($"{mayor.Location}/consents", new { use = "photo", granted = true, source = "form" }, "*")).Code.ShouldBe(200);
        var old = new { use = "contact-sharing", granted = true, source = "list of 2020", date = "2020-05-01" };
        (await reader.Api.PostAsync($"{mayor.Location}/consents", old, "*")).Code.ShouldBe(200);
        (await ContactsAsync(reader, mayor)).ShouldBeEmpty("an old paper unlocks nothing");
        (await writer.Api.PostAsync($"{mayor.Location}/consents", again, "*")).Code.ShouldBe(200);
        (await ContactsAsync(reader, mayor)).ShouldBe([Email, Phone]);
    }

    [Fact]
    public async Task Who_writes_contacts_anew_sees_them_and_who_wrote_the_old_ones_does_not()
    {
        var (writer, reader, mayor) = await SharedAsync();
        await SayAsync(mayor, "contact-sharing", false);

        (await reader.Api.PatchAsync(mayor.Location!, new { emails = new[] { "nueva@consent.example" } }, "*")).Code.ShouldBe(200);

        (await ContactsAsync(writer, mayor)).ShouldBeEmpty();
        (await ContactsAsync(reader, mayor)).ShouldBe(["nueva@consent.example"], "what was written before goes with it");
    }

    [Fact]
    public async Task A_file_does_not_find_out_whose_withheld_address_it_guesses()
    {
        var (writer, reader, mayor) = await SharedAsync();
        var address = $"{Guid.NewGuid():N}@consent.example";
        (await writer.Api.PatchAsync(mayor.Location!, new { emails = new[] { address } }, "*")).Code.ShouldBe(200);
        var file = $"name,emails\nOtra Persona {Guid.NewGuid():N},{address}\n";
        (await reader.Api.OutcomesAsync(await reader.Api.CheckAsync("people", file))).ShouldBe(["possible-duplicate"]);

        await SayAsync(mayor, "contact-sharing", false);

        (await reader.Api.OutcomesAsync(await reader.Api.CheckAsync("people", file))).ShouldBe(["created"]);
        (await writer.Api.OutcomesAsync(await writer.Api.CheckAsync("people", file))).ShouldBe(["possible-duplicate"]);
    }

    [Fact]
    public async Task The_history_shows_contacts_to_whoever_wrote_those_of_that_time()
    {
        var (writer, reader, mayor) = await SharedAsync();
        await SayAsync(mayor, "contact-sharing", false);
        (await reader.Api.PatchAsync(mayor.Location!, new { emails = new[] { "nueva@consent.example" } }, "*")).Code.ShouldBe(200);

        foreach (var path in (string[])[$"{mayor.Location}/history", $"/api/v1/registry/history?record={mayor.Id}"])
        {
            var (read, written) = ((await reader.Api.GetAsync(path)).ToString(), (await writer.Api.GetAsync(path)).ToString());
            (read.Contains("nueva@consent.example", StringComparison.Ordinal), read.Contains(Email, StringComparison.Ordinal)).ShouldBe((true, false), path);
            (written.Contains("nueva@consent.example", StringComparison.Ordinal), written.Contains(Email, StringComparison.Ordinal)).ShouldBe((false, true), path);
        }
    }

    [Fact]
    public async Task Who_is_not_shown_the_contacts_and_states_none_changes_none()
    {
        var (writer, reader, mayor) = await SharedAsync();
        await SayAsync(mayor, "contact-sharing", false);

        (await reader.Api.PatchAsync(mayor.Location!, new { emails = Array.Empty<string>(), needs = "Ramp" }, "*")).Text("needs").ShouldBe("Ramp");

        (await ContactsAsync(reader, mayor)).ShouldBeEmpty();
        (await ContactsAsync(writer, mayor)).ShouldBe([Email, Phone]);
    }

    [Fact]
    public async Task A_file_that_states_contacts_anew_shows_none_of_the_old_ones()
    {
        var (writer, reader, mayor) = await SharedAsync();
        await SayAsync(mayor, "contact-sharing", false);

        var import = await reader.Api.ImportAsync("people", $"id,phones\n{mayor.Id},+56 9 8765 4321\n");

        import.Count("changed").ShouldBe(1, import.ToString());
        (await ContactsAsync(reader, mayor)).ShouldBe(["+56 9 8765 4321"]);
        (await ContactsAsync(writer, mayor)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Evidence_of_a_duplicate_names_no_contact_that_is_not_to_be_shared()
    {
        var network = await registry.NewNetworkAsync();
        var address = $"{Guid.NewGuid():N}@consent.example";
        var (one, two) = (await RegistryService.PersonAsync(network.Api, "Leonor Quispe Vargas", address), await RegistryService.PersonAsync(registry.Secretariat, "Leonor Quispe Varga", address));
        foreach (var person in (ApiAnswer[])[one, two]) await PlaceAsync(network, person);
        await Eventually.IsAsync(async () => (await PairAsync(network.Api)) is { } pair && pair.Contains(address, StringComparison.Ordinal));

        await SayAsync(two, "contact-sharing", false);

        (await PairAsync(network.Api))!.ShouldNotContain(address);
        (await PairAsync(registry.Secretariat))!.ShouldContain(address);
        StrengthOf((await PairAsync(registry.Secretariat))!).ShouldBe(StrengthOf((await PairAsync(network.Api))!) + 0.6, 0.001, "the strength tells nothing of it either");

        static double StrengthOf(string pair) => (double)JsonNode.Parse(pair)!["strength"]!;

        async Task<string?> PairAsync(ApiClient client) =>
            (await client.GetAsync($"/api/v1/duplicates?record={one.Id}")).Items.FirstOrDefault()?.ToJsonString();
    }

    [Fact]
    public async Task A_network_is_not_told_that_it_guessed_a_withheld_address()
    {
        var (network, other) = (await registry.NewNetworkAsync(), await registry.NewNetworkAsync());
        var address = $"{Guid.NewGuid():N}@consent.example";
        var (mayor, guess) = (await RegistryService.PersonAsync(other.Api, "Rosa Huenchumil", address), await RegistryService.PersonAsync(network.Api, "Rosa Quispe", address));
        await PlaceAsync(network, mayor);
        await PlaceAsync(network, guess);
        var pair = await registry.PairAsync(mayor, guess, "suggested");
        (await AnswersAsync(network.Api)).ShouldBe((1, 1, 200));
        ((int)(await network.Api.GetAsync($"/api/v1/duplicates/{pair["id"]}")).Body!["version"]!).ShouldBe(0, "a version would tell of what is not shown");

        await SayAsync(mayor, "contact-sharing", false);

        (await AnswersAsync(network.Api)).ShouldBe((0, 0, 404));
        (await AnswersAsync(registry.Secretariat)).ShouldBe((1, 1, 200));

        async Task<(int, int, int)> AnswersAsync(ApiClient client)
        {
            var (items, total) = (await client.GetAsync($"/api/v1/duplicates?record={guess.Id}&count=true")).Told();
            return (items, total, (await client.GetAsync($"/api/v1/duplicates/{pair["id"]}")).Code);
        }
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    public async Task A_file_without_the_contacts_changes_nothing_when_it_is_imported_back(string format)
    {
        var (writer, reader, mayor) = await SharedAsync();
        var form = await FilesOf.AddedAsync(writer.Api, mayor, "registration-form");
        await SayAsync(mayor, "contact-sharing", false, form.Id);
        var file = await reader.Api.DownloadAsync($"people.{format}");
        file.ShouldNotContain(Email);

        var import = await reader.Api.CheckAsync("people", file, format is "csv" ? "text/csv" : "application/json");

        (await reader.Api.OutcomesAsync(import)).ShouldBe(["unchanged"], import.ToString());
        (await ContactsAsync(writer, mayor)).ShouldBe([Email, Phone]);
    }

    [Fact]
    public async Task A_network_does_not_unlock_withheld_contacts_by_its_own_word_in_two_steps()
    {
        var (ours, theirs) = (await registry.NewNetworkAsync(), await registry.NewNetworkAsync());
        var (city, other) = (await RegistryService.NewOrganisationAsync(ours.Api), await RegistryService.NewOrganisationAsync(theirs.Api));
        var person = await RegistryService.PersonAsync(theirs.Api, "Leocadia Withheld", "private@person.example", "+41 22 555 0123");
        await RegistryService.NewPositionAsync(registry.Secretariat, person.Id, city.Id);
        await RegistryService.NewPositionAsync(registry.Secretariat, person.Id, other.Id);
        (await registry.Secretariat.PostAsync($"{person.Location}/consents", new { use = "contact-sharing", granted = false, source = "letter" }, "*")).Code.ShouldBe(200);
        ((bool)(await ours.Api.GetAsync(person.Location!)).Body!["contactsWithheld"]!).ShouldBeTrue();
        (await ours.Api.PostAsync($"{person.Location}/consents", new { use = "contact-sharing", granted = true, source = "us" }, "*")).Rule.ShouldBe("contacts-withheld");
        (await ours.Api.GetTextAsync($"{person.Location}/history")).Text.ShouldNotContain("private@person.example");

        await ours.Api.PatchAsync(person.Location!, new { emails = new[] { "guess@city.example" } }, "*");
        await ours.Api.PostAsync($"{person.Location}/consents", new { use = "contact-sharing", granted = true, source = "us" }, "*");

        (await ours.Api.GetTextAsync($"{person.Location}/history")).Text.ShouldNotContain("private@person.example");
    }

    /// <summary>A mayor whom two networks see: one registered her with her contacts.</summary>
    async Task<(NetworkClient Writer, NetworkClient Reader, ApiAnswer Mayor)> SharedAsync()
    {
        var (writer, reader) = (await registry.NewNetworkAsync(), await registry.NewNetworkAsync());
        var mayor = await RegistryService.PersonAsync(writer.Api, "Rosa Huenchumil", Email, Phone);
        foreach (var network in (NetworkClient[])[writer, reader]) await PlaceAsync(network, mayor);
        return (writer, reader, mayor);
    }

    async Task PlaceAsync(NetworkClient network, ApiAnswer person) =>
        await RegistryService.NewPositionAsync(registry.Secretariat, person.Id, (await RegistryService.NewOrganisationAsync(network.Api)).Id);

    static string[] Everywhere(ApiAnswer mayor) =>
    [
        mayor.Location!, "/api/v1/people?limit=200", "/api/v1/people?q=Rosa Huenchumil", $"{mayor.Location}/history", $"/api/v1/registry/history?record={mayor.Id}",
        "/api/v1/registry/exports/people.json",
    ];

    static async Task<string[]> ContactsAsync(NetworkClient network, ApiAnswer mayor)
    {
        var person = await network.Api.GetAsync(mayor.Location!);
        string[] read = [.. person.Body!["emails"]!.AsArray().Concat(person.Body["phones"]!.AsArray()).Select(node => (string)node!)];
        ((bool)person.Body["contactsWithheld"]!).ShouldBe(read.Length == 0);
        return read;
    }

    async Task SayAsync(ApiAnswer mayor, string use, bool granted, string? proof = null)
    {
        var said = await registry.Secretariat.PostAsync($"{mayor.Location}/consents", new { use, granted, source = "letter", documentId = proof }, ifMatch: "*");
        said.Code.ShouldBe(200, said.ToString());
    }
}

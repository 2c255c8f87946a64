using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Registry.Tests;

/// <summary>Files about organisations and people.</summary>
public sealed class DocumentTests(RegistryService registry)
{
    [Fact]
    public async Task A_mandate_comes_back_byte_for_byte_and_is_gone_when_it_is_removed()
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(network.Api);
        var bytes = FilesOf.Pdf(new string('m', 600_000) + city.Id);

        var mandate = await FilesOf.AddedAsync(network.Api, city, "mandate", bytes, "Mandato 2020");

        (mandate.Text("kind"), mandate.Text("title"), mandate.Text("name"), mandate.Text("organisationId")).ShouldBe(("mandate", "Mandato 2020", "file.pdf", city.Id));
        (await FilesOf.BytesAsync(network.Api, $"{mandate.Location}/file")).ShouldBe(bytes);
        (await network.Api.GetAsync(mandate.Location!)).Body!.ToJsonString().ShouldBe(mandate.Body!.ToJsonString());
        (await registry.PiecesAsync(mandate)).ShouldBe(3);

        (await network.Api.DeleteAsync(mandate.Location!)).Code.ShouldBe(428);
        (await network.Api.DeleteAsync(mandate.Location!, mandate.ETag)).Code.ShouldBe(204);

        (await network.Api.GetAsync($"{mandate.Location}/file")).Code.ShouldBe(404);
        (await registry.PiecesAsync(mandate)).ShouldBe(0);
        (await network.Api.GetAsync($"{city.Location}/history")).Items.Where(line => (string)line!["record"]! == "organisation-document")
            .Select(line => (string)line!["action"]!).ShouldBe(["created", "removed"]);
    }

    [Fact]
    public async Task Another_network_finds_no_file_not_even_of_an_organisation_that_it_may_read()
    {
        var (ours, theirs) = (await registry.NewNetworkAsync(), await registry.NewNetworkAsync());
        var (city, known) = (await RegistryService.NewOrganisationAsync(ours.Api), await RegistryService.NewOrganisationAsync(ours.Api));
        await registry.VerifyAsync(known);
        var mayor = await RegistryService.NewPersonAsync(ours.Api);

        foreach (var (record, kind) in new[] { (city, "statutes"), (known, "verification-letter"), (mayor, "registration-form") })
        {
            var added = await FilesOf.AddedAsync(ours.Api, record, kind);
            foreach (var path in (string[])[$"{record.Location}/documents", added.Location!, $"{added.Location}/file"])
            {
                (await theirs.Api.GetAsync(path)).Code.ShouldBe(404, path);
                (await registry.Secretariat.GetAsync(path)).Code.ShouldBe(200, path);
                (await registry.Client(null).GetAsync(path)).Code.ShouldBe(401, path);
            }
            (await theirs.Api.DeleteAsync(added.Location!, added.ETag)).Code.ShouldBe(404);
            var refused = await FilesOf.AddAsync(theirs.Api, record, kind, FilesOf.Pdf());
            (refused.Code, (await FilesOf.IdsAsync(ours.Api, record)).Count).ShouldBe((record == known ? 403 : 404, 1), refused.ToString());
            (await registry.Client(TestTokens.Network(ours.Id, "registry:read")).DeleteAsync(added.Location!, added.ETag)).Code.ShouldBe(403);
        }
    }

    [Fact]
    public async Task A_request_that_does_not_fit_is_told_what_would()
    {
        var mayor = await RegistryService.NewPersonAsync(registry.Secretariat);
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);

        (await FilesOf.AddAsync(registry.Secretariat, mayor, "portrait", FilesOf.Picture)).Body!["errors"]!["kind"].ShouldNotBeNull();
        (await FilesOf.AddAsync(registry.Secretariat, city, "photo", FilesOf.Picture)).Body!["errors"]!["kind"].ShouldNotBeNull();
        (await FilesOf.AddAsync(registry.Secretariat, mayor, "photo", FilesOf.Pdf())).Body!["errors"]!["kind"]![0]!.GetValue<string>().ShouldContain("PNG");
        (await FilesOf.AddAsync(registry.Secretariat, mayor, "other", FilesOf.Pdf(), "")).Body!["errors"]!["title"].ShouldNotBeNull();
        (await FilesOf.AddAsync(registry.Secretariat, mayor, "other", [.. "MZ"u8, 0x90, 0])).Code.ShouldBe(415);
        (await FilesOf.IdsAsync(registry.Secretariat, mayor)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_repeated_request_adds_the_file_once()
    {
        var mayor = await RegistryService.NewPersonAsync(registry.Secretariat);

        var first = await FilesOf.AddAsync(registry.Secretariat, mayor, "other", FilesOf.Pdf("once"), key: mayor.Id);
        var again = await FilesOf.AddAsync(registry.Secretariat, mayor, "other", FilesOf.Pdf("once"), key: mayor.Id);

        (again.Code, again.Id).ShouldBe((201, first.Id));
        (await FilesOf.IdsAsync(registry.Secretariat, mayor)).ShouldBe([first.Id]);
    }

    [Fact]
    public async Task A_merge_shows_the_files_of_both_and_its_undoing_parts_them_again()
    {
        var people = (Kept: await RegistryService.NewPersonAsync(registry.Secretariat), Merged: await RegistryService.NewPersonAsync(registry.Secretariat));
        var cities = (Kept: await RegistryService.NewOrganisationAsync(registry.Secretariat), Merged: await RegistryService.NewOrganisationAsync(registry.Secretariat));
        foreach (var (kept, merged, kind, field) in new[] { (people.Kept, people.Merged, "other", "personId"), (cities.Kept, cities.Merged, "other", "organisationId") })
        {
            var own = await FilesOf.AddedAsync(registry.Secretariat, kept, kind);
            var theirs = await FilesOf.AddedAsync(registry.Secretariat, merged, kind);

            var merge = await registry.Secretariat.PostAsync("/api/v1/merges", new Dictionary<string, string> { [field] = merged.Id, ["intoId"] = kept.Id });

            (await FilesOf.IdsAsync(registry.Secretariat, kept)).ShouldBe([own.Id, theirs.Id]);
            (await registry.Secretariat.GetAsync($"{kept.Location}/documents/{theirs.Id}")).Text(field).ShouldBe(merged.Id);
            (await FilesOf.BytesAsync(registry.Secretariat, $"{kept.Location}/documents/{theirs.Id}/file")).ShouldBe(FilesOf.Pdf("Document"));
            (await FilesOf.IdsAsync(registry.Secretariat, merged)).ShouldBe([theirs.Id]);
            (await FilesOf.AddAsync(registry.Secretariat, merged, kind, FilesOf.Pdf())).Rule.ShouldEndWith("-not-active");

            (await registry.Secretariat.PostAsync($"{merge.Location}/undo", ifMatch: merge.ETag)).Code.ShouldBe(200);
            (await FilesOf.IdsAsync(registry.Secretariat, kept)).ShouldBe([own.Id]);
            (await registry.Secretariat.GetAsync($"{kept.Location}/documents/{theirs.Id}")).Code.ShouldBe(404);
            (await FilesOf.IdsAsync(registry.Secretariat, merged)).ShouldBe([theirs.Id]);
        }
    }

    [Fact]
    public async Task A_merge_opens_no_file_to_a_network_that_did_not_see_its_record()
    {
        var (ours, theirs) = (await registry.NewNetworkAsync(), await registry.NewNetworkAsync());
        var (kept, merged) = (await RegistryService.NewPersonAsync(ours.Api), await RegistryService.NewPersonAsync(theirs.Api));
        var hidden = await FilesOf.AddedAsync(theirs.Api, merged, "registration-form");

        (await registry.Secretariat.PostAsync("/api/v1/merges", new { personId = merged.Id, intoId = kept.Id })).Code.ShouldBe(201);

        (await FilesOf.IdsAsync(ours.Api, kept)).ShouldBeEmpty();
        (await ours.Api.GetAsync($"{kept.Location}/documents/{hidden.Id}/file")).Code.ShouldBe(404);
        (await FilesOf.IdsAsync(registry.Secretariat, kept)).ShouldBe([hidden.Id]);
    }

    [Fact]
    public async Task A_document_that_proves_a_consent_stays_until_the_consent_rests_on_another()
    {
        var mayor = await RegistryService.NewPersonAsync(registry.Secretariat);
        var form = await FilesOf.AddedAsync(registry.Secretariat, mayor, "registration-form");
        var foreign = await FilesOf.AddedAsync(registry.Secretariat, await RegistryService.NewPersonAsync(registry.Secretariat), "registration-form");
        (await ConsentAsync(foreign.Id)).Body!["errors"]!["documentId"].ShouldNotBeNull();
        (await registry.Secretariat.PostAsync("/api/v1/people", new { name = "New", consents = new[] { new { use = "name", granted = true, source = "form", documentId = form.Id } } }))
            .Body!["errors"]!["documentId"].ShouldNotBeNull();

        var proved = await ConsentAsync(form.Id);

        ((string?)proved.Body!["consents"]![0]!["documentId"]).ShouldBe(form.Id, proved.ToString());
        (await registry.Secretariat.DeleteAsync(form.Location!, form.ETag)).Rule.ShouldBe("document-proves-consent");
        (await ConsentAsync(null)).Code.ShouldBe(200);
        (await registry.Secretariat.DeleteAsync(form.Location!, form.ETag)).Code.ShouldBe(204);

        Task<ApiAnswer> ConsentAsync(string? document) =>
            registry.Secretariat.PostAsync($"{mayor.Location}/consents", new { use = "name", granted = true, source = "form", documentId = document }, ifMatch: "*");
    }

    [Fact]
    public async Task A_consent_on_a_form_and_the_removal_of_the_form_do_not_both_happen()
    {
        for (var round = 0; round < 10; round++)
        {
            var mayor = await RegistryService.NewPersonAsync(registry.Secretariat);
            var form = await FilesOf.AddedAsync(registry.Secretariat, mayor, "registration-form");

            var answers = await Task.WhenAll(
                registry.Secretariat.PostAsync($"{mayor.Location}/consents", new { use = "name", granted = true, source = "form", documentId = form.Id }, ifMatch: "*"),
                registry.Secretariat.DeleteAsync(form.Location!, form.ETag));

            answers.Count(answer => answer.Code < 300).ShouldBe(1, string.Join('\n', answers.AsEnumerable()));
            answers.ShouldAllBe(answer => answer.Code < 500);
        }
    }

    [Fact]
    public async Task The_files_of_an_erased_person_leave_no_bytes_and_no_title()
    {
        var (mayor, other) = (await RegistryService.NewPersonAsync(registry.Secretariat), await RegistryService.NewPersonAsync(registry.Secretariat));
        var form = await FilesOf.AddedAsync(registry.Secretariat, mayor, "registration-form", FilesOf.Pdf("Quixotina's form"), "Form of Quixotina");
        var photo = await FilesOf.AddedAsync(registry.Secretariat, other, "photo", [.. FilesOf.Picture, .. Guid.NewGuid().ToByteArray()], "Quixotina smiles");
        (await registry.Secretariat.PostAsync("/api/v1/merges", new { personId = other.Id, intoId = mayor.Id })).Code.ShouldBe(201);
        (await registry.RowsNamingAsync("Quixotina")).Count.ShouldBeGreaterThan(3);

        (await registry.Secretariat.PostAsync($"{mayor.Location}/erase", ifMatch: "*")).Code.ShouldBe(202);

        (await registry.RowsNamingAsync("Quixotina")).ShouldBeEmpty();
        (await registry.PiecesAsync(form), await registry.PiecesAsync(photo)).ShouldBe((0, 0));
        (await FilesOf.IdsAsync(registry.Secretariat, mayor)).ShouldBeEmpty();
        (await registry.FaultOfHistoryAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task No_file_is_added_to_a_person_while_they_are_erased()
    {
        for (var round = 0; round < 6; round++)
        {
            var mayor = await RegistryService.NewPersonAsync(registry.Secretariat);

            await Task.WhenAll(
                FilesOf.AddAsync(registry.Secretariat, mayor, "other", FilesOf.Pdf("late")),
                registry.Secretariat.PostAsync($"{mayor.Location}/erase", ifMatch: "*"),
                FilesOf.AddAsync(registry.Secretariat, mayor, "other", FilesOf.Pdf("later")));

            (await FilesOf.IdsAsync(registry.Secretariat, mayor)).ShouldBeEmpty();
        }
    }
}

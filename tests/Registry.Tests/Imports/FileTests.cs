using System.Text;
using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Registry.Tests.Imports;

/// <summary>Every way in which a file may be written, and every way in which it may be broken.</summary>
public sealed class FileTests(RegistryService registry)
{
    // In Windows-1252 its last two are the bytes of one letter of UTF-8.
    const string City = "Città Ñandú «PERÚ»";

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public async Task The_separator_is_found_out(string separator)
    {
        var name = $"Con {separator} adentro {Guid.NewGuid()}";
        var check = await registry.Secretariat.CheckAsync("organisations", $"name,kind,population\r\n\"{name}\",municipality,7\r\n".Replace(",", separator));

        check.Count("created").ShouldBe(1, check.ToString());
        check.Body!["columns"]!.AsArray().Count.ShouldBe(3);
        await registry.Secretariat.CommitAsync(check);
        (await registry.Secretariat.GetAsync($"/api/v1/organisations/{await FirstAsync(check)}")).Text("name").ShouldBe(name);
    }

    [Fact]
    public async Task A_heading_with_a_character_that_is_none_is_read_without_it()
    {
        var check = await registry.Secretariat.CheckAsync("organisations", $"name,\uFFFEkind,\uFFFE\nX{Guid.NewGuid()},municipality,\n");

        check.Count("created").ShouldBe(1, check.ToString());
    }

    public static TheoryData<string> Encodings => ["utf-8", "utf-8 with mark", "utf-16", "utf-16BE", "windows-1252"];

    [Theory, MemberData(nameof(Encodings))]
    public async Task The_encoding_is_found_out(string encoding)
    {
        CodePagesEncodingProvider.Instance.GetEncoding(1252);
        var (codes, mark) = encoding switch
        {
            "utf-8" => (new UTF8Encoding(false), false),
            "utf-8 with mark" => (new UTF8Encoding(true), true),
            "windows-1252" => (CodePagesEncodingProvider.Instance.GetEncoding(1252)!, false),
            _ => (Encoding.GetEncoding(encoding), true),
        };
        var text = $"nombre,tipo,país\n{City} {encoding},municipality,EC\n";
        byte[] bytes = [.. mark ? codes.GetPreamble() : [], .. codes.GetBytes(text)];

        var check = await CheckAsync(bytes);

        await registry.Secretariat.CommitAsync(check);
        (await registry.Secretariat.GetAsync($"/api/v1/organisations/{await FirstAsync(check)}")).Text("name").ShouldBe($"{City} {encoding}");
    }

    public static TheoryData<string, byte[]> Damaged => new()
    {
        { "utf-8, one byte of another encoding", [.. "name,kind\nSão Paulo,municipality\nCoração,municipality\nCaf"u8, 0xE9, .. ",municipality\nOtra,municipality\n"u8] },
        { "utf-8 with mark, all letters of another encoding", [0xEF, 0xBB, 0xBF, .. "name,kind\nPlain,municipality\nPlain too,municipality\nCaf"u8, 0xE9, .. ",municipality\n"u8] },
        { "utf-8, cut off in a letter", [.. "name,kind,website\nSão Paulo,municipality,\nX,municipality,\nNiterói,municipality,https://x.example/"u8, 0xC3] },
        { "utf-16, half of a character", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("name,kind\nX,municipality\nY,municipality\nCaf"), 0, 0xD8, .. Encoding.Unicode.GetBytes(",municipality\n")] },
        { "utf-16, cut off in a letter", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("name,kind\nX,municipality\nY,municipality\nZ,municipality"), (byte)'x'] },
    };

    [Theory, MemberData(nameof(Damaged), DisableDiscoveryEnumeration = true)]
    public async Task A_broken_character_is_told_with_its_line_and_not_taken_for_another_encoding(string how, byte[] bytes)
    {
        var import = await FailsAsync(bytes, "text/csv", null, "file-text-broken");
        ((string)import.Body!["problem"]!["text"]!).ShouldContain("line 4", customMessage: how);
    }

    [Theory]
    [InlineData("Official name;Type;Country;Languages;Inhabitants;Website;Aliases;Networks")]
    [InlineData("Nombre oficial;TIPO;País;Idiomas;Población;Sitio web;Otros nombres;Redes")]
    [InlineData("Nom officiel;genre;PAYS;Langues;Population;Site web;Autres noms;Réseaux")]
    [InlineData("Nome_oficial;Tipo;pais;Línguas;População;Sítio web;Outros nomes;Rede")]
    public async Task Headings_are_known_in_four_languages(string headings)
    {
        var check = await registry.Secretariat.CheckAsync("organisations", $"{headings}\nX{Guid.NewGuid()};municipality;UY;es;5;https://x.example;Y | acronym;\n");

        check.Body!["ignoredColumns"]!.AsArray().Count.ShouldBe(0, check.ToString());
        check.Count("created").ShouldBe(1, check.ToString());
    }

    [Fact]
    public async Task A_client_names_its_own_headings_and_others_are_passed_over()
    {
        var check = await registry.Secretariat.CheckAsync("organisations", "Ayuntamiento,Clase de ente,País,Nota\nZ,municipality,UY,interna\n",
            map: "&map=Ayuntamiento:name&map=Clase%20de%20ente:kind&map=Pa%C3%ADs:");

        check.Body!["columns"]!.AsArray().Select(column => (string)column!).ShouldBe(["name", "kind"]);
        check.Body!["ignoredColumns"]!.AsArray().Select(column => (string)column!).ShouldBe(["País", "Nota"]);
        var refused = await registry.Secretariat.UploadAsync("organisations", "name\n", map: "&map=Nota:notes");
        refused.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe("map");
    }

    [Theory]
    [InlineData("application/json", """[{ "name": "Uno J", "kind": "municipality", "note": 1 }, { "name": "Dos J", "kind": "network" }]""")]
    [InlineData("application/x-ndjson", """
        { "name": "Uno L", "kind": "municipality", "note": 1 }

        { "name": "Dos L", "kind": "network" }
        """)]
    public async Task JSON_is_taken_as_an_array_and_line_by_line(string type, string text)
    {
        var check = await registry.Secretariat.CheckAsync("organisations", text, type);

        check.Count("created").ShouldBe(2, check.ToString());
        check.Body!["ignoredColumns"]!.AsArray().Select(column => (string)column!).ShouldBe(["note"]);
    }

    [Fact]
    public async Task A_packed_file_is_unpacked() =>
        (await CheckAsync(Imported.Gzip("name,kind\nEmpaquetada,municipality\n"u8.ToArray()), "gzip")).Count("created").ShouldBe(1);

    [Fact]
    public async Task A_file_that_was_packed_in_several_pieces_is_unpacked_whole_or_not_at_all()
    {
        byte[] first = Imported.Gzip("name,kind\nEmpaquetada,municipality\n"u8.ToArray()), second = Imported.Gzip("Otra,municipality\n"u8.ToArray());

        (await CheckAsync([.. first, .. second], "gzip")).Count("created").ShouldBe(2);
        foreach (var lost in (int[])[1, 4, 8, 12]) await FailsAsync([.. first, .. second[..^lost]], "text/csv", "gzip", "file-gzip-broken");
        second[^6] ^= 1;
        await FailsAsync([.. first, .. second], "text/csv", "gzip", "file-gzip-broken");
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "", "file-empty" },
        { "\n\n", "file-empty" },
        { "name,kind\n", "file-empty" },
        { "name,kind\n,,\n", "file-empty" },
        { "nothing,known\n1,2\n", "file-column-missing" },
        { "name,country\nx,UY\n", "file-column-missing" },
        { "name,kind,nombre\nx,municipality,y\n", "file-column-repeated" },
        { "name,kind\n\"x,municipality\ny,municipality\n", "file-quote-open" },
        { "name,kind\nx,\0municipality\n", "file-not-text" },
        { "\uFEFFname,kind\nx,\0municipality\n", "file-not-text" },
        { "PK\u0003\u0004name,kind\nx,municipality\n", "file-not-text" },
        { $"name,kind\n{new string('x', 10 << 20)},municipality\n", "file-row-too-long" },
        { $"name,kind\n\"{string.Concat(Enumerable.Repeat("x\n", 2 << 20))}", "file-row-too-long" },
    };

    [Theory, MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public async Task A_broken_file_is_told_what_is_wrong_with_it(string text, string problem) =>
        await FailsAsync(Encoding.UTF8.GetBytes(text), "text/csv", null, problem);

    [Theory]
    [InlineData("""{ "name": "x" }""", "file-json-broken")]
    [InlineData("""[{ "name": "x", ]""", "file-json-broken")]
    [InlineData("""[{ "name": "x" }""", "file-json-broken")]
    [InlineData("""[{ "name": "x", "name": "y" }]""", "file-json-broken")]
    [InlineData("[]", "file-empty")]
    [InlineData("", "file-empty")]
    public async Task Broken_JSON_is_told_where(string text, string problem) => await FailsAsync(Encoding.UTF8.GetBytes(text), "application/json", null, problem);

    [Fact]
    public async Task A_long_JSON_row_a_deep_one_and_a_bomb_are_stopped()
    {
        await FailsAsync(Encoding.UTF8.GetBytes($$"""[{ "name": "{{new string('x', 10 << 20)}}" }]"""), "application/json", null, "file-row-too-long");
        await FailsAsync(Encoding.UTF8.GetBytes("[" + new string('[', 1000)), "application/json", null, "file-json-broken");
        await FailsAsync([0x1F, 0x8B, 1, 2, 3], "text/csv", null, "file-not-text");
        await FailsAsync([0x1F, 0x8B, 1, 2, 3], "text/csv", "gzip", "file-gzip-broken");
        var packed = Imported.Gzip(Encoding.UTF8.GetBytes("name,kind\n" + string.Concat(Enumerable.Range(0, 90_000).Select(n => $"City {n},municipality\n"))));
        await FailsAsync(packed[..(packed.Length / 2)], "text/csv", "gzip", "file-gzip-broken");
        await FailsAsync(Imported.Gzip(new byte[1 << 20]), "text/csv", "gzip", "file-not-text");
    }

    [Fact, Trait("Category", "Full")]
    public async Task A_bomb_is_not_unpacked_beyond_what_we_take()
    {
        using var bomb = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(bomb, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
        {
            var lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("x,municipality\n", 10_000)));
            await gzip.WriteAsync("name,kind\n"u8.ToArray(), TestContext.Current.CancellationToken);
            for (var written = 0L; written < 2L << 30; written += lines.Length) await gzip.WriteAsync(lines, TestContext.Current.CancellationToken);
        }
        await FailsAsync(bomb.ToArray(), "text/csv", "gzip", "file-too-large");
    }

    [Fact]
    public async Task Bad_rows_are_rejected_with_column_and_reason_beside_good_ones()
    {
        var check = await registry.Secretariat.CheckAsync("organisations", $"""
            id,name,kind,country,subdivision,languages,population,website,otherNames,competences,memberships
            ,Buena {Guid.NewGuid()},municipality,UY,UY-MO,es; pt,5,https://x.example,B | acronym,housing | full,
            ,Corta,municipality
            ,Larga,municipality,,,,,,,,,,,
            ,"Mala" comilla,municipality,,,,,,,,
            nobody,x,municipality,,,,,,,,
            {Guid.NewGuid()},x,municipality,,,,,,,,
            ,   ,municipality,,,,,,,,
            ,x,village,,,,,,,,
            ,x,municipality,Uruguay,,,,,,,
            ,x,municipality,UY,AR-B,,,,,,
            ,x,municipality,UY,,Spanish,,,,,
            ,x,municipality,UY,,,many,,,,
            ,x,municipality,UY,,,-1,,,,
            ,x,municipality,UY,,,,javascript:alert(1),,,
            ,x,municipality,UY,,,,,y,,
            ,x,municipality,UY,,,,,y | acronym | en | more,,
            ,x,municipality,UY,,,,,,Housing | full,
            ,x,municipality,UY,,,,,,,Nobody
            ,x,municipality,UY,,,,,,,Nobody | yesterday
            """);

        (await registry.Secretariat.OutcomesAsync(check))[0].ShouldBe("created");
        (await registry.Secretariat.ReasonsAsync(check)).ShouldBe(
        [
            "row-too-few-cells", "row-too-many-cells", "row-quotes", "id invalid-value", "id unknown-organisation", "name text-length", "kind invalid-value",
            "country country-code", "subdivision subdivision-of-country", "languages language-tag", "population invalid-value", "population invalid-value",
            "website web-address", "otherNames[0].kind required", "otherNames[0].part4 unknown-field", "competences policy-fields",
            "memberships[0].network unknown-network", "memberships[0].from invalid-value",
        ]);
    }

    [Fact]
    public async Task Bad_JSON_rows_are_rejected_even_where_their_text_cannot_be_stored()
    {
        var check = await registry.Secretariat.CheckAsync("organisations", """
            [{ "name": "\ud800", "kind": "municipality" }, { "name": "a\u0000b", "kind": "municipality" }, 7, null, { "name": 7, "kind": "municipality" },
             { "name": "x", "kind": "municipality", "competences": { "a\u0000": "full" } }, { "name": ["x"], "kind": "municipality" }, { "id": 5 },
             { "name": "x", "kind": "municipality", "memberships": "FLACMA" }, { "name": "x", "kind": "municipality", "memberships": [{ "network": "\ud800" }] }]
            """, "application/json");

        check.Text("state").ShouldBe("checked", check.ToString());
        check.Count("rejected").ShouldBe(10);
    }

    [Theory]
    [InlineData("organisations", """
        "id": @, "name": @, "kind": @, "country": @, "subdivision": @, "languages": [@], "population": @, "website": @,
        "otherNames": [{ "name": @, "kind": "acronym" }], "competences": { @: "full" }, "memberships": [{ "network": @ }]
        """)]
    [InlineData("people", """
        "id": @, "name": @, "otherSpellings": [{ "name": @ }], "languages": [@], "gender": @, "emails": [@], "phones": [@], "needs": @,
        "positions": [{ "organisation": @, "kind": "mayor" }], "consents": [{ "use": @, "granted": true, "source": "form" }]
        """)]
    public async Task A_NUL_in_a_field_rejects_its_row_alone(string kind, string fields)
    {
        var all = JsonNode.Parse($"{{ {fields.Replace("@", "\"\\u0000\"", StringComparison.Ordinal)} }}")!.AsObject();
        var rows = new JsonArray(JsonNode.Parse($$"""{ "name": "Buena {{Guid.NewGuid():N}}", "kind": "municipality" }"""));
        foreach (var (field, value) in all) rows.Add(new JsonObject { ["name"] = "Mala", ["kind"] = "municipality", [field] = value!.DeepClone() });

        var check = await registry.Secretariat.CheckAsync(kind, rows.ToJsonString(), "application/json");

        (await registry.Secretariat.OutcomesAsync(check)).ShouldBe(["created", .. all.Select(_ => "rejected")], check.ToString());
    }

    [Fact]
    public async Task Two_members_of_one_JSON_row_that_are_one_field_are_rejected_even_when_one_is_null()
    {
        var check = await registry.Secretariat.CheckAsync("organisations", $$"""
            [{ "name": "Uno {{Guid.NewGuid():N}}", "Ciudad": "Otro", "kind": "municipality" }, { "ciudad": "Uno", "name": null, "kind": "municipality" },
             { "name": "Tres {{Guid.NewGuid():N}}", "kind": "municipality" }]
            """, "application/json", "&map=ciudad:name");

        (await registry.Secretariat.OutcomesAsync(check)).ShouldBe(["rejected", "rejected", "created"]);
        (await registry.Secretariat.ReasonsAsync(check)).ShouldBe(["row-field-repeated", "row-field-repeated"]);
    }

    [Fact]
    public async Task Another_type_encoding_or_kind_is_refused_at_once()
    {
        (await registry.Secretariat.UploadAsync("organisations", "x", "application/pdf")).Code.ShouldBe(415);
        (await registry.Secretariat.UploadAsync("organisations", "[]", "application/vnd.x+json")).Code.ShouldBe(415);
        using var untyped = new ByteArrayContent("name,kind\n"u8.ToArray());
        (await registry.Secretariat.PostAsync("/api/v1/registry/imports?kind=organisations", untyped)).Code.ShouldBe(415);
        (await registry.Secretariat.UploadAsync("organisations", "x"u8.ToArray(), encoding: "br")).Code.ShouldBe(415);
        (await registry.Secretariat.UploadAsync("cities", "x")).Code.ShouldBe(400);
        (await (await registry.NewNetworkAsync()).Api.UploadAsync("organisations", new byte[(100 << 20) + 1])).Code.ShouldBe(413);
    }

    async Task<ApiAnswer> FailsAsync(byte[] bytes, string type, string? encoding, string problem)
    {
        var uploaded = await registry.Secretariat.UploadedAsync("organisations", bytes, type, encoding);
        var import = await registry.Secretariat.WaitAsync(uploaded.Location!);
        (import.Text("state"), import.Problem()).ShouldBe(("failed", problem));
        ((bool)import.Body!["reportKept"]!).ShouldBeFalse();
        return import;
    }

    async Task<ApiAnswer> CheckAsync(byte[] bytes, string? encoding = null)
    {
        var uploaded = await registry.Secretariat.UploadedAsync("organisations", bytes, encoding: encoding);
        return await registry.Secretariat.WaitAsync(uploaded.Location!);
    }

    async Task<string> FirstAsync(ApiAnswer import) => (string)(await registry.Secretariat.RowsAsync(import))[0]["recordId"]!;
}

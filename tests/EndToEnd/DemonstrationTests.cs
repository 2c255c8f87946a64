using System.Diagnostics;
using System.Globalization;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.EndToEnd;

/// <summary>The consultation of 2020 as a new system plays it by itself.</summary>
public sealed class DemonstrationTests : IDisposable
{
    /// <summary>What the demonstration comes to undisturbed, once that was seen.</summary>
    static IReadOnlyList<string>? _unbroken;

    readonly TemporaryFolder _folder = new("mayors-demonstration-");
    readonly string[] _port = ["--port", $"{AppHostProcess.FreePort()}"];

    string[] Options => [.. _port, "--demonstration", "true"];

    string Data => Path.Combine(_folder.Path, "data");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Category", "Full")]
    public async Task In_an_empty_folder_the_script_alone_comes_to_the_released_paper_and_the_next_start_changes_nothing()
    {
        Directory.CreateDirectory(Data);
        await using var first = await AppHostProcess.StartByScriptAsync(Data, _port);
        var system = await first.WaitReadyAsync(Token);
        await first.WaitForOutputAsync(Demonstration.Finished, Token);
        var secretariat = Secretariat.Of(system);
        var staff = await secretariat.FirstSignInAsync();
        await IsWholeAsync(staff);
        await IsReadByEveryoneAsync(staff, system);
        await DemonstrationPaper.OpensInWordAsync(system.Console, _folder.Path);
        var address = first.Output.Split("Its paper: ")[1].Split('\n')[0].Trim();
        (await Secretariat.Anyone(system.Console).Http.GetStringAsync(address, Token)).ShouldContain("key messages of local and regional authorities");
        var (rest, before) = (await Demonstration.RestAsync(staff), await Demonstration.ReadAsync(staff));
        _unbroken = before;
        first.Interrupt();
        (await first.WaitExitAsync(Token)).ShouldBe(0);
        (await first.WaitProcessesGoneAsync()).ShouldBeEmpty();

        await using var second = await AppHostProcess.StartByScriptAsync(Data, _port);
        await second.WaitReadyAsync(Token);
        await second.WaitForOutputAsync(Demonstration.Finished, Token);

        second.Output.ShouldNotContain("Building", customMessage: "what is built is not built again");
        second.Output.ShouldContain("The demonstration is here already");
        staff = await secretariat.RenewAsync();
        (await Demonstration.ReadAsync(staff)).ShouldBe(before);
        (await Demonstration.RestAsync(staff)).ShouldBe(rest);
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task Killed_in_the_middle_and_started_again_it_ends_in_the_same_state()
    {
        var unbroken = _unbroken ?? await PlayAsync("unbroken");

        var broken = await PlayAsync("broken", "1/37 organisations", "1/16 nominations", "1/25 messages", "1/3 sign-offs");

        unbroken.Count.ShouldBeGreaterThan(130);
        broken.ShouldBe(unbroken);
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task Refused_it_gives_up_with_the_words_of_the_problem_and_the_system_runs_on()
    {
        await using var first = await AppHostProcess.StartAsync(Data, Options);
        await first.WaitReadyAsync(Token);
        await first.WaitForOutputAsync("demonstration | 1/37 organisations", Token);
        first.Terminate();
        (await first.WaitExitAsync(Token)).ShouldBe(0, first.Output);
        (await first.WaitProcessesGoneAsync()).ShouldBeEmpty();
        first.Output.ShouldContain("demonstration | Stopped. The next start goes on from here.");

        // The accounts are there, and keep the password that they were made with.
        await using var second = await AppHostProcess.StartAsync(Data, [.. Options, "--Parameters:demonstration-password", "not that password"]);
        var system = await second.WaitReadyAsync(Token);
        await second.WaitForOutputAsync("demonstration gave up with exit code 1", Token);

        second.Output.ShouldContain("/api/v1/session: 401 sign-in-failed E-mail address, password or code is not right.");
        second.Output.ShouldNotContain("starting again");
        (await (await FirstVisit.SignInAsync(system, script: false)).SignInAsync()).ShouldNotBeNull();
    }

    /// <summary>Plays it on a system of its own, and kills the program as soon as it has written each of the lines.</summary>
    async Task<IReadOnlyList<string>> PlayAsync(string name, params string[] killedAt)
    {
        await using var host = await AppHostProcess.StartAsync(Path.Combine(_folder.Path, name), Options);
        foreach (var line in killedAt)
        {
            await host.WaitForOutputAsync($"demonstration | {line}", Token);
            Process.GetProcessById(int.Parse(ProgramOf(host).Split(' ')[0], CultureInfo.InvariantCulture)).Kill();
        }
        var system = await host.WaitReadyAsync(Token);
        await host.WaitForOutputAsync(Demonstration.Finished, Token);
        host.Output.Split("demonstration was killed").Length.ShouldBe(killedAt.Length + 1);
        return await Demonstration.ReadAsync(await Secretariat.Of(system).FirstSignInAsync());
    }

    static string ProgramOf(AppHostProcess host) => host.Processes().Single(line => line.Contains("/Demonstration.dll", StringComparison.Ordinal));

    static async Task IsWholeAsync(ApiClient staff)
    {
        var people = (await Demonstration.AllAsync(staff, "/api/v1/people")).ToDictionary(person => (string)person["name"]!, person => (string)person["id"]!);
        people.Count.ShouldBe(17);
        people.Keys.ShouldContain("Juan Pablo Gutierrez");
        people.Keys.ShouldContain("Juan Pablo Caceido");
        var organisations = await Demonstration.AllAsync(staff, "/api/v1/organisations");
        organisations.Count.ShouldBe(37);
        var consultation = (await Demonstration.AllAsync(staff, "/api/v1/consultations")).ShouldHaveSingleItem();
        var sessions = await Demonstration.AllAsync(staff, $"/api/v1/consultations/{consultation["id"]}/sessions");
        sessions.Select(session => $"{session["date"]} {session["kind"]} {session["state"]}").ShouldBe([
            "2020-06-04 opening-plenary held", "2020-06-11 thematic held", "2020-06-11 thematic held", "2020-06-11 thematic held",
            "2020-06-11 closing-session held", "2020-06-18 additional held", "2020-06-30 closing-plenary held"]);
        consultation["themes"]!.AsArray().Count.ShouldBe(3);
        consultation["signOffs"]!.AsArray().Select(signOff => (string)signOff!["party"]!).ShouldBe(["host", "chair"]);
        var departures = await Demonstration.AllAsync(staff, $"/api/v1/consultations/{consultation["id"]}/departures");
        departures.Select(departure => (string)departure["rule"]!).ShouldBe(["topic-sessions", "additional-session", "theme-outside", "closing-session"]);
        departures.ShouldAllBe(departure => departure["exception"] != null);
        List<int> seated = [];
        List<string> byNetworks = [];
        foreach (var session in sessions)
        {
            var nominations = await Demonstration.AllAsync(staff, $"/api/v1/sessions/{session["id"]}/nominations");
            nominations.ShouldAllBe(nomination => (string?)nomination["state"] == "accepted");
            if (nominations.Count > 0) seated.Add(nominations.Count);
            byNetworks.AddRange(nominations.Where(n => n["nominatedBy"] is { } network && (string?)network == (string?)n["onBehalfOf"])
                .Select(n => people.Single(person => person.Value == (string?)n["personId"]).Key));
        }
        seated.ShouldBe([2, 3, 3, 8]);
        byNetworks.ShouldBe(["Sergio Arredondo", "Nelson Fernández", "Edwin Miño"]);
        (await Demonstration.AllAsync(staff, "/api/v1/quotes")).ShouldAllBe(quote => (bool)quote["paraphrase"]! && quote["approval"] != null);
    }

    static async Task IsReadByEveryoneAsync(ApiClient staff, RunningSystem system)
    {
        var paper = (await Demonstration.AllAsync(staff, "/api/v1/papers")).ShouldHaveSingleItem();
        var anyone = Secretariat.Anyone(system.Console);

        Secretariat.Must(await anyone.GetAsync($"/public/schedules/{paper["consultationId"]}"), 200).Body!["release"]!["sessions"]!.AsArray().Count.ShouldBe(7);
        (await anyone.Http.GetStringAsync($"/calendar/consultations/{paper["consultationId"]}.ics", Token)).Split("BEGIN:VEVENT").Length.ShouldBe(8);

        var document = Secretariat.Must(await anyone.GetAsync($"/public/papers/{paper["id"]}"), 200).Body!;

        document["dates"]!.AsArray().Count.ShouldBe(7);
        document["crossCutting"]!.AsArray().Select(part => $"{part!["category"]} {part["messages"]!.AsArray().Count}").ShouldBe([
            "legal-framework 1", "policy-coherence 1", "partnerships-and-participation 1", "regional-cooperation 1", "local-data 1"]);
        var topics = document["topics"]!.AsArray();
        // The paper orders them by name.
        topics.Select(topic => string.Join(", ", topic!["representatives"]!.AsArray().Select(who => (string)who!["name"]!))).ShouldBe([
            "Juan Pablo Gutierrez, Sergio Arredondo",
            "Anacláudia Marinheiro Centeno Rossbach, Nancy Perez, Nelson Fernández",
            "Edwin Miño, Laura V. Gonzalez-Murphy, Rosmery Acarapi",
            "Alexander Van Leuven, Alma Cristina Rodriguez Vallejo, Antonello Antinori, David Lubell, Hayat Sami, Marina Luna, "
                + "Rodolfo Alejandro Ponce Avila, Veronique Lamontagne"]);
        topics.Select(topic => topic!["messages"]!.AsArray().Count).ShouldBe([4, 7, 3, 6]);
        topics.Select(topic => topic!["quotes"]!.AsArray().Count).ShouldBe([1, 2, 0, 1]);
        foreach (var form in (string[])["docx", "html", "md", "json"])
        {
            (await anyone.GetAsync($"/public/papers/{paper["id"]}/releases/1.{form}?language=es")).Code.ShouldBe(200, form);
        }
    }

    public void Dispose() => _folder.Dispose();
}

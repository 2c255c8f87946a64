using MayorsMechanism.Fixtures;
using MimeKit;

namespace MayorsMechanism.EndToEnd;

/// <summary>An erasure through the gateway reaches everything that the running system holds.</summary>
public sealed class ErasureTests(WholeSystem whole)
{
    static readonly string[] Personal = ["Zubizarreta", "zubi@tierra.example", "+54 2901 555 0177"];

    /// <summary>What is not looked through: the servers' own segments, where a deleted row and an acknowledged message stay until they are written over
    /// (what they still answer is looked through above), and the file that is locked, and empty.</summary>
    static readonly string[] Apart = ["postgres", "rabbitmq", "lock"];

    static readonly string[] HoldPeople = ["registry", "consultations", "outcomes", "notifications"];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_names_an_erased_mayor_is_left_in_databases_mail_logs_queues_or_any_other_file()
    {
        var system = await whole.StartedAsync();
        var nominated = await Nominated.ProposeAsync(whole, $"Nerea {Personal[0]}", Personal[1], Personal[2]);
        await nominated.ConfirmAsync();
        (await nominated.LetterAsync()).ToString().ShouldContain(Personal[1]);
        foreach (var service in HoldPeople) (await RowsOfAsync(service)).ShouldNotBeEmpty($"{service} has nothing to erase: the test would show nothing");

        var mayor = await whole.Secretariat.GetAsync(nominated.Mayor.Location!);
        Secretariat.Must(await whole.Secretariat.PostAsync($"{nominated.Mayor.Location}/erase", ifMatch: mayor.ETag), 202);

        await Eventually.HoldsAsync(() => whole.Secretariat.GetAsync($"{nominated.Mayor.Location}/erasure"), answer => (bool)answer.Body!["complete"]!);
        var queues = await Eventually.HoldsAsync(() => whole.QueuesAsync(Token), all => all.Values.Sum() == 0);
        queues.Keys.ShouldContain("notifications-nomination-changed");
        foreach (var service in HoldPeople) (await RowsOfAsync(service)).ShouldBeEmpty(service);
        (await LettersAsync()).Where(Names).ShouldBeEmpty();
        FilesNaming().ShouldBeEmpty();
        (await nominated.ReadAsync()).Text("state").ShouldBe("withdrawn");
        foreach (var service in HoldPeople)
        {
            var (code, output) = await system.Of(service)[0].RunAsync("verify-history", Token);
            (code, output.Contains("The history is whole: ", StringComparison.Ordinal)).ShouldBe((0, true), output);
        }

        Task<IReadOnlyList<string>> RowsOfAsync(string service) =>
            DatabaseContent.RowsNamingAsync(system.Of(service)[0].Variable($"ConnectionStrings__{service}-db"), Personal);
    }

    /// <summary>Each file in the folder for mail: its name, and decoded what it says.</summary>
    async Task<List<string>> LettersAsync()
    {
        List<string> letters = [];
        // A letter half written, of another test, is written to its end.
        var files = await Eventually.HoldsAsync(
            () => Task.FromResult(Directory.GetFiles(whole.MailFolder)), all => all.All(file => Path.GetExtension(file) == ".eml"));
        foreach (var file in files)
        {
            var letter = await MimeMessage.LoadAsync(file, Token);
            letters.Add(string.Join('\n', [file, letter.Headers.ToString(), .. letter.BodyParts.OfType<TextPart>().Select(part => part.Text)]));
        }
        return letters;
    }

    List<string> FilesNaming()
    {
        var files = Directory.GetFiles(whole.DataFolder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(whole.DataFolder, file))
            .Where(file => !Apart.Contains(file.Split('/')[0])).ToList();
        files.ShouldContain("logs/notifications.log");
        return [.. files.Where(file => Names(File.ReadAllText(Path.Combine(whole.DataFolder, file), System.Text.Encoding.Latin1)))];
    }

    // A calendar folds its lines (RFC 5545, section 3.1).
    static bool Names(string text) =>
        Personal.Any(word => text.Replace("\r\n ", "", StringComparison.Ordinal).Contains(word, StringComparison.OrdinalIgnoreCase));
}

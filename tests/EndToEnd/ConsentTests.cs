using MayorsMechanism.Fixtures;

namespace MayorsMechanism.EndToEnd;

/// <summary>A mayor who no longer wants to be named.</summary>
public sealed class ConsentTests(WholeSystem whole)
{
    const string Name = "Olimpia Berrueta";

    [Fact]
    [Trait("Category", "Full")]
    public async Task Who_takes_the_consent_back_is_in_the_next_draft_and_release_and_stays_in_the_one_that_is_out()
    {
        var system = await whole.StartedAsync();
        var said = await Said.WriteAsync(whole, Name, "olimpia@montevideo.example");
        ApiClient[] signers = [await SignerAsync(system, "uclg"), await SignerAsync(system, "mmc"), await SignerAsync(system, "iom")];
        var before = await said.DraftAsync(text => text.Contains(Name, StringComparison.Ordinal) && text.Contains("forastero", StringComparison.Ordinal));
        var first = await said.ReleaseAsync(signers, before.Text("digest"));

        foreach (var use in (string[])["name", "quote"])
        {
            Secretariat.Must(await said.Nominated.Network.PostAsync(
                $"{said.Nominated.Mayor.Location}/consents", new { use, granted = false, source = "letter of the mayor" }, ifMatch: "*"), 200);
        }

        var after = await said.DraftAsync(text => !text.Contains(Name, StringComparison.Ordinal) && !text.Contains("forastero", StringComparison.Ordinal));
        after.Text("digest").ShouldNotBe(before.Text("digest"));
        var second = await said.ReleaseAsync(signers, after.Text("digest"));
        (await ReadByEveryoneAsync(system, first)).ShouldSatisfyAllConditions(text => text.ShouldContain(Name), text => text.ShouldContain("forastero"));
        (await ReadByEveryoneAsync(system, second)).ShouldSatisfyAllConditions(text => text.ShouldNotContain(Name), text => text.ShouldNotContain("forastero"));
    }

    static async Task<string> ReadByEveryoneAsync(RunningSystem system, ApiAnswer release) => Secretariat.Must(await Secretariat.Anyone(system.Console)
        .GetAsync($"{release.Location!.Replace("/api/v1/", "/public/", StringComparison.Ordinal)}.json"), 200).Body!.ToJsonString();

    async Task<ApiClient> SignerAsync(RunningSystem system, string organisation)
    {
        var (email, password) = ($"consent@{organisation}.example", "a sentence that only we know");
        var invited = Secretariat.Must(await whole.Secretariat.PostAsync("/api/v1/staff", new { email, name = "Amina Diallo", role = "reviewer", organisation }), 201);
        Secretariat.Must(await Secretariat.Anyone(system.Console).PostAsync("/api/v1/staff/accept-invitation",
            new { invitation = invited.Text("invitation"), password }), 204);
        return await new Secretariat(system.Console, email, password).FirstSignInAsync();
    }
}

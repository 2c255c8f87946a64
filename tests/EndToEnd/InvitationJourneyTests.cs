using System.Text.RegularExpressions;
using MayorsMechanism.Fixtures;
using Microsoft.Playwright;
using MimeKit;

namespace MayorsMechanism.EndToEnd;

/// <summary>From the secretariat's invitation to the answer of a city's focal point, and what is heard of it when it is withdrawn.</summary>
public sealed partial class InvitationJourneyTests(WholeSystem whole)
{
    [Fact]
    [Trait("Category", "Full")]
    public async Task A_city_is_invited_reminded_and_declines_without_script_and_another_hears_that_it_is_not_invited_any_more()
    {
        await whole.StartedAsync();
        var (consultation, answering, withdrawn) = (await OpenConsultationAsync(), await CityAsync("Quito", "focal@quito.example"), await CityAsync("Cuenca", "focal@cuenca.example"));
        var invited = await Eventually.HoldsAsync(() => whole.Secretariat.PostAsync("/api/v1/invitations/bulk", new
        {
            consultationId = consultation.Id, organisationIds = new[] { answering.City.Id, withdrawn.City.Id }, deadline = "2040-05-01T22:00:00Z",
            contacts = new Dictionary<string, string> { [withdrawn.City.Id] = withdrawn.Contact.Id },
        }), answer => answer.Code == 200);
        var invitations = invited.Body!["invitations"]!.AsArray();
        var (first, second) = ((string)invitations[0]!["id"]!, (string)invitations[1]!["id"]!);
        // The focal point may have been heard of after the organisation.
        var chosen = await Eventually.HoldsAsync(() => ChosenAsync(first, answering.Contact), answer => answer.Text("contactId") == answering.Contact.Id);
        chosen.Code.ShouldBe(200);

        var letter = (await LettersAsync(first, 1)).Single();
        letter.To.Mailboxes.Single().Address.ShouldBe("focal@quito.example");
        letter.TextBody!.ShouldContain("Invitamos a Quito a participar en Puebla Process Consultation.");
        Secretariat.Must(await whole.Secretariat.PostAsync("/api/v1/invitations/reminders", new { ids = new[] { first } }), 200)
            .Body!["withoutContact"]!.AsArray().ShouldBeEmpty();
        var reminder = (await LettersAsync(first, 2))[1];
        reminder.Subject!.ShouldStartWith("Esperamos su respuesta");

        var (link, later) = (Link().Match(letter.TextBody!).Value, Link().Match(reminder.TextBody!).Value);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.LaunchAsync();
        await Nominated.LookInEveryLanguageAsync(browser, link, "invitation");

        await using var reader = await browser.NewContextAsync(new() { JavaScriptEnabled = false, Locale = "es" });
        reader.SetDefaultTimeout(Appearance.Patience);
        var page = await reader.NewPageAsync();
        (await page.GotoAsync(link))!.Status.ShouldBe(200);
        (await page.Locator(".facts").InnerTextAsync()).ShouldContain("martes, 1 de mayo de 2040, 22:00 (UTC)");
        await page.Locator("#reason").FillAsync("Sin delegación este año");
        await page.GetByRole(AriaRole.Button, new() { Name = "Declino" }).ClickAsync();
        await page.GetByText("Ha declinado.").WaitForAsync();
        (await page.GetByRole(AriaRole.Alert).CountAsync()).ShouldBe(0);

        var declined = await whole.Secretariat.GetAsync($"/api/v1/invitations/{first}");
        (declined.Text("state"), declined.Text("reason"), declined.Text("answeredBy")).ShouldBe(("declined", "Sin delegación este año", answering.Contact.Id));
        await page.GotoAsync(later);
        (await page.GetByText("Ha declinado.").CountAsync()).ShouldBe(1);
        (await page.Locator("main").GetByRole(AriaRole.Button).CountAsync()).ShouldBe(0);

        var link2 = Link().Match((await LettersAsync(second, 1)).Single().TextBody!).Value;
        var open = await whole.Secretariat.GetAsync($"/api/v1/invitations/{second}");
        Secretariat.Must(await whole.Secretariat.PostAsync($"/api/v1/invitations/{second}/withdraw", ifMatch: open.ETag), 200);
        (await LettersAsync(second, 2))[1].Subject!.ShouldStartWith("Retirada");
        await page.GotoAsync(link2);
        (await page.GetByText("La invitación se retiró").CountAsync()).ShouldBe(1);
        (await page.Locator("main").GetByRole(AriaRole.Button).CountAsync()).ShouldBe(0);
    }

    /// <summary>As it is, or with the contact named by hand.</summary>
    async Task<ApiAnswer> ChosenAsync(string invitation, ApiAnswer contact)
    {
        var present = await whole.Secretariat.GetAsync($"/api/v1/invitations/{invitation}");
        return present.Body!["contactId"] is not null
            ? present
            : await whole.Secretariat.PatchAsync($"/api/v1/invitations/{invitation}", new { contactId = contact.Id }, present.ETag);
    }

    async Task<(ApiAnswer City, ApiAnswer Contact)> CityAsync(string name, string email)
    {
        var city = Secretariat.Must(await whole.Secretariat.PostAsync("/api/v1/organisations", new { name, kind = "municipality", country = "EC" }), 201);
        var contact = await Nominated.RegisterAsync(whole.Secretariat, $"Contact of {name}", email, "+593 2 555 0100");
        Secretariat.Must(await whole.Secretariat.PostAsync($"{contact.Location}/positions",
            new { organisationId = city.Id, title = "Focal point", kind = "focal-point", from = "2020-01-01" }), 201);
        return (city, contact);
    }

    async Task<ApiAnswer> OpenConsultationAsync()
    {
        var cycle = Secretariat.Must(await whole.Secretariat.PostAsync("/api/v1/cycles", new { name = "GFMD 2040", chair = "AE", themes = new[] { "Skills" } }), 201);
        return Secretariat.Must(await whole.Secretariat.PostAsync("/api/v1/consultations",
            new { cycleId = cycle.Id, name = "Puebla Process Consultation", region = "019", hostChair = "CR" }), 201);
    }

    /// <summary>The letters about an invitation, in their order, as they lie in the folder for mail.</summary>
    async Task<List<MimeMessage>> LettersAsync(string invitation, int count)
    {
        var letters = await Eventually.HoldsAsync(
            () => whole.Secretariat.GetAsync($"/api/v1/notifications?invitation={invitation}"),
            answer => answer.Items.Count == count && answer.Items.All(letter => (string?)letter!["state"] is "sent"));
        List<MimeMessage> messages = [];
        foreach (var letter in letters.Items) messages.Add(await MimeMessage.LoadAsync(Path.Combine(whole.MailFolder, $"{letter!["id"]}.eml")));
        return messages;
    }

    [GeneratedRegex(@"http://\S+/r/\S+")]
    private static partial Regex Link();
}

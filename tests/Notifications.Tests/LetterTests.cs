using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging;
using MayorsMechanism.Notifications.Letters;
using MayorsMechanism.ServiceDefaults.Security;
using MimeKit;

namespace MayorsMechanism.Notifications.Tests;

public sealed partial class LetterTests(NotificationsService service)
{
    [Fact]
    public async Task The_mail_holds_a_link_that_works_and_what_is_kept_does_not()
    {
        var (letter, mail) = await SendAsync(Given.Person());

        var token = Token().Match(mail.TextBody!).Groups[1].Value;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        await Eventually.HoldsAsync(() => service.Links.ContainsKey(hash));
        var link = service.Links[hash];

        (link.Purpose, link.RecordId, link.PersonId).ShouldBe(("answer-nomination", letter.NominationId!.Value, letter.PersonId));
        link.ExpiresAt.ShouldBe(new DateTimeOffset(2060, 6, 13, 0, 0, 0, TimeSpan.Zero));
        mail.HtmlBody!.ShouldContain($"href=\"http://mayors.test/r/{token}\"");
        var secret = token[2..];
        LinkToken.IsNew(token, link.Purpose, DateTimeOffset.UtcNow, new Proofs(TestTokens.ProofKey)).ShouldBeTrue();
        (letter.Text + letter.Html + await AllRows.AsTextAsync(service.Database)).ShouldNotContain(secret);
        letter.Text!.ShouldContain("http://mayors.test/r/not-kept");
    }

    [Fact]
    public async Task The_calendar_part_is_byte_for_byte_what_consultations_wrote()
    {
        var (_, mail) = await SendAsync(Given.Person());

        var part = mail.BodyParts.OfType<MimePart>().Single(p => p.ContentType.IsMimeType("text", "calendar"));
        using var decoded = new MemoryStream();
        await part.Content!.DecodeToAsync(decoded, TestContext.Current.CancellationToken);

        decoded.ToArray().ShouldBe(Encoding.UTF8.GetBytes(Given.Calendar));
        (part.ContentType.Parameters["method"], part.ContentType.Charset).ShouldBe(("REQUEST", "utf-8"));
    }

    [Fact]
    public async Task The_mail_says_what_it_is()
    {
        var (letter, mail) = await SendAsync(Given.Person(name: "Núria Ferré", email: "nuria@ajuntament.example", languages: ["ca", "es-ES"]));

        mail.MessageId.ShouldBe($"{letter.Id}@mayors.test");
        mail.From.ToString().ShouldContain("mechanism@mayors.test");
        mail.To.Mailboxes.Single().ShouldSatisfyAllConditions(to => to.Name.ShouldBe("Núria Ferré"), to => to.Address.ShouldBe("nuria@ajuntament.example"));
        mail.Headers[HeaderId.AutoSubmitted].ShouldBe("auto-generated");
        mail.Body!.Headers[HeaderId.ContentLanguage].ShouldBe("es");
        mail.Date.ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(10));
        ((Multipart)mail.Body!).Select(part => part.ContentType.MimeType).ShouldBe(["text/plain", "text/html", "text/calendar"]);
    }

    [Theory]
    [InlineData("en", "Your seat", "Friday, June 11, 2060, 08:00 (America/Costa_Rica)")]
    [InlineData("es", "Su lugar", "viernes, 11 de junio de 2060, 08:00 (America/Costa_Rica)")]
    [InlineData("fr", "Votre place", "vendredi 11 juin 2060, 08:00 (America/Costa_Rica)")]
    [InlineData("pt", "O seu lugar", "sexta-feira, 11 de junho de 2060, 08:00 (America/Costa_Rica)")]
    [InlineData("de", "Your seat", "Friday, June 11, 2060, 08:00 (America/Costa_Rica)")]
    public async Task The_letter_speaks_the_recipients_language(string language, string subject, string when)
    {
        var (letter, mail) = await SendAsync(Given.Person(languages: [language]));

        mail.Subject!.ShouldStartWith(subject);
        mail.Subject!.ShouldContain(language == "es" ? "Formación de migrantes" : "Skilling migrants");
        mail.TextBody!.ShouldContain(when);
        letter.Language.ShouldBe(language == "de" ? "en" : language);
    }

    [Fact]
    public void Every_letter_is_written_in_all_four_languages()
    {
        foreach (var trigger in Enum.GetValues<LetterTrigger>())
        {
            var letter = trigger >= LetterTrigger.Invited
                ? new Letter(trigger, Given.OfSession(Given.Invitation("open", 1)), Guid.NewGuid(), null, DateTimeOffset.UtcNow)
                : new Letter(trigger, Given.Nomination("confirmed", 1), null, DateTimeOffset.UtcNow);
            string[] languages = ["en", "es", "fr", "pt"];
            var words = languages.Select(language => Words.For(letter, "Ana", [language], letter.Invites ? "http://a/r/b" : null)).ToList();
            words.Select(w => w.Language).ShouldBe(languages);
            words.Select(w => w.Text).Distinct().Count().ShouldBe(4);
            words.ShouldAllBe(w => !w.Text.Contains('{') && !w.Html.Contains('{'));
        }
    }

    [Fact]
    public async Task What_people_are_called_cannot_become_markup_headers_or_places_to_fill()
    {
        var (letter, mail) = await SendAsync(Given.Person(name: "<b>Eve</b>\r\nBcc: all@city.example {when}"));

        mail.HtmlBody!.ShouldContain("&lt;b&gt;Eve&lt;/b&gt;");
        mail.HtmlBody!.ShouldNotContain("<b>");
        mail.Bcc.ShouldBeEmpty();
        mail.To.Mailboxes.Single().Address.ShouldBe("ana@prefeitura.example");
        letter.Text!.ShouldContain("{when}");
    }

    [Fact]
    public async Task A_merged_person_is_written_to_as_the_one_who_speaks_for_both_once_that_one_is_known()
    {
        var (first, second, third) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await service.PublishAsync(Given.Person(first, "Old name", "old@city.example", canonical: second));
        await service.PublishAsync(Given.Person(second, "Older name", "older@city.example", canonical: third));
        var nomination = Given.Nomination("confirmed", 1, first);
        await service.PublishAsync(nomination);
        await Eventually.HoldsAsync(() => service.LettersAsync(nomination.Id), letters => letters.Count == 1);
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        (await service.LettersAsync(nomination.Id)).Single().State.ShouldBe(LetterState.Queued);

        await service.PublishAsync(Given.Person(third, "Name", "now@city.example"));

        var letter = (await service.EndedAsync(nomination.Id, 1)).Single();
        (letter.PersonId, letter.RecipientId).ShouldBe((first, (Guid?)third));
        service.Mail(letter).To.ToString().ShouldBe("\"Name\" <now@city.example>");
    }

    [Fact]
    public async Task Who_has_no_address_is_not_written_to_and_the_letter_says_so()
    {
        var person = Given.Person(email: null);
        var nomination = Given.Nomination("confirmed", 1, person.Id);
        await service.PublishAsync(person);
        await service.PublishAsync(nomination);

        var letter = (await service.EndedAsync(nomination.Id, 1)).Single();

        (letter.State, letter.Attempts.Single().Reason).ShouldBe((LetterState.Failed, "no-address"));
        await service.PublishAsync(Given.Nomination("withdrawn", 2, person.Id, nomination.Id));
        await Eventually.HoldsAsync(() => service.QueryAsync(async db => (await db.Nominations.FindAsync(nomination.Id))!.Announced), announced => !announced);
        (await service.LettersAsync(nomination.Id)).Count.ShouldBe(1, "who was never told of the seat is not told that it is gone");
    }

    async Task<(Letter, MimeMessage)> SendAsync(MayorsMechanism.Messaging.Contracts.PersonChanged person)
    {
        var nomination = Given.Nomination("confirmed", 1, person.Id);
        await service.PublishAsync(nomination);
        await service.PublishAsync(person);
        var letter = (await service.EndedAsync(nomination.Id, 1)).Single();
        letter.State.ShouldBe(LetterState.Sent, string.Create(CultureInfo.InvariantCulture, $"{letter.Attempts.LastOrDefault()}"));
        return (letter, service.Mail(letter));
    }

    [GeneratedRegex(@"http://mayors\.test/r/(n-[A-Za-z0-9_-]+)")]
    private static partial Regex Token();
}

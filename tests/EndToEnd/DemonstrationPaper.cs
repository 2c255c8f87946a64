using System.Text;
using System.Text.Json.Nodes;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.EndToEnd;

/// <summary>The released paper of the demonstration as somebody reads it who downloaded its Word form.</summary>
static class DemonstrationPaper
{
    static readonly string[] Categories =
        ["Legal framework", "Vertical and horizontal policy coherence", "Partnerships and participation", "Regional cooperation", "Data at local level"];

    /// <param name="console">Where the public page is.</param>
    /// <param name="folder">For LibreOffice.</param>
    public static async Task OpensInWordAsync(Uri console, string folder)
    {
        var cancel = TestContext.Current.CancellationToken;
        var anyone = Secretariat.Anyone(console);
        var listed = Secretariat.Must(await anyone.GetAsync("/public/papers"), 200).Items.ShouldHaveSingleItem()!;
        var paper = Secretariat.Must(await anyone.GetAsync($"/public/papers/{listed["paperId"]}"), 200).Body!;
        var bytes = await anyone.Http.GetByteArrayAsync($"/public/papers/{listed["paperId"]}/releases/1.docx?language=en", cancel);
        await File.WriteAllBytesAsync(Path.Combine(folder, "puebla.docx"), bytes, cancel);

        using var word = WordprocessingDocument.Open(new MemoryStream(bytes), isEditable: false);
        new OpenXmlValidator().Validate(word).Select(error => $"{error.Path?.XPath} {error.Description}").ShouldBeEmpty();
        var opened = Encoding.UTF8.GetString(await Office.ConvertAsync(folder, "puebla.docx", "txt:Text (encoded):UTF8", cancel));
        string[] expected = [.. Expected(paper)];
        expected.Length.ShouldBeGreaterThan(100);
        SaysInOrder(string.Join('\n', word.MainDocumentPart!.Document.Body!.Descendants<Paragraph>().Select(paragraph => paragraph.InnerText)), expected);
        SaysInOrder(opened, expected);
    }

    /// <summary>Headings as the overview has them; what is said beneath them, as the public page tells it.</summary>
    static IEnumerable<string> Expected(JsonNode paper) =>
    [
        In(paper["title"]!), "Introduction", .. Paragraphs(paper["introduction"]), "The Mayors Mechanism", .. Paragraphs(paper["mechanism"]),
        "GFMD 2020", "Puebla Process", "Objective:", "Outputs:", "Participation:", "Structure:", "Topics:", "Dates of the sessions",
        .. paper["dates"]!.AsArray().Select(date => In(date!["title"]!)),
        "Recurring and cross-cutting messages",
        .. Categories.Zip(paper["crossCutting"]!.AsArray(), (heading, category) => Messages(category!).Prepend(heading)).SelectMany(said => said),
        .. paper["topics"]!.AsArray().SelectMany((topic, index) => Topic(topic!, index + 1)),
    ];

    static IEnumerable<string> Topic(JsonNode topic, int number) =>
    [
        $"Topic {number} –", In(topic["title"]!), "LRA representatives",
        .. topic["representatives"]!.AsArray().SelectMany(who => new[] { "name", "title", "organisation" }.Select(part => (string?)who![part]).OfType<string>()),
        "Key takeaways", .. Messages(topic), .. Quotes(topic, null),
    ];

    static IEnumerable<string> Messages(JsonNode part) => part["messages"]!.AsArray().SelectMany(message => (string[])
    [
        In(message!["lead"]!), .. Paragraphs(message["body"]), .. message["points"]!.AsArray().SelectMany(Paragraphs),
        .. Quotes(part, (string?)message["id"]),
    ]);

    /// <summary>Those beneath a message, or with null those at the end of the topic.</summary>
    static IEnumerable<string> Quotes(JsonNode part, string? message) =>
        (part["quotes"]?.AsArray() ?? []).Where(quote => (string?)quote!["messageId"] == message).Select(quote => (string)quote!["wording"]!);

    static string In(JsonNode text) => (string)(text["en"] ?? text)!;

    static IEnumerable<string> Paragraphs(JsonNode? text) => text is null ? [] : In(text).Split("\n\n");

    static void SaysInOrder(string text, IEnumerable<string> parts)
    {
        var (said, at) = (WithoutSpace(text), 0);
        foreach (var part in parts)
        {
            var found = said.IndexOf(WithoutSpace(part), at, StringComparison.Ordinal);
            found.ShouldBeGreaterThanOrEqualTo(0, $"“{part}” is missing after: {said[Math.Max(0, at - 200)..at]}");
            at = found + WithoutSpace(part).Length;
        }
    }

    static string WithoutSpace(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
}

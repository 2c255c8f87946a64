using System.Globalization;
using System.Text.Json.Nodes;

namespace MayorsMechanism.Registry.Imports.Files;

/// <summary>
/// How a field stands in a cell of a CSV file: between the cell's text and the field's JSON. What does not fit is passed on as text, for the
/// record's shape to refuse.
/// </summary>
abstract class Cell
{
    /// <summary>What an empty cell means.</summary>
    public virtual JsonNode? Empty => null;

    public abstract JsonNode? Read(string text);

    public abstract string Write(JsonNode value);

    /// <summary>Any text, with its blanks.</summary>
    public static readonly Cell Text = new TextCell();

    /// <summary>A code, a date, an address: blanks around it are nobody's intention.</summary>
    public static readonly Cell Word = new WordCell();

    public static readonly Cell Number = new NumberCell();

    public static readonly Cell Words = new WordsCell();

    /// <summary>A word for true, a word for false.</summary>
    public static Cell Either(string yes, string no) => new EitherCell(yes, no);

    public static Cell Entries(params (string Name, Cell Cell)[] parts) => new EntriesCell(parts);

    /// <summary>Names and what is said of each.</summary>
    public static readonly Cell Pairs = new PairsCell();

    sealed class TextCell : Cell
    {
        public override JsonNode? Read(string text) => JsonValue.Create(text);
        public override string Write(JsonNode value) => (string)value!;
    }

    sealed class WordCell : Cell
    {
        public override JsonNode? Read(string text) => text.Trim() is { Length: > 0 } word ? JsonValue.Create(word) : null;
        public override string Write(JsonNode value) => (string)value!;
    }

    sealed class NumberCell : Cell
    {
        public override JsonNode? Read(string text) => text.Trim() is not { Length: > 0 } digits ? null
            : long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(digits);

        public override string Write(JsonNode value) => ((long)value).ToString(CultureInfo.InvariantCulture);
    }

    sealed class EitherCell(string yes, string no) : Cell
    {
        public override JsonNode? Read(string text) => text.Trim() switch
        {
            "" => null,
            var word when word.Equals(yes, StringComparison.OrdinalIgnoreCase) => JsonValue.Create(true),
            var word when word.Equals(no, StringComparison.OrdinalIgnoreCase) => JsonValue.Create(false),
            var other => JsonValue.Create(other),
        };

        public override string Write(JsonNode value) => (bool)value ? yes : no;
    }

    sealed class WordsCell : Cell
    {
        public override JsonNode Empty => new JsonArray();
        public override JsonNode Read(string text) => new JsonArray([.. Files.Entries.Split(text).Select(entry => JsonValue.Create(entry[0]))]);
        public override string Write(JsonNode value) => Files.Entries.Join(value.AsArray().Select(word => new[] { (string?)word }));
    }

    sealed class EntriesCell((string Name, Cell Cell)[] parts) : Cell
    {
        public override JsonNode Empty => new JsonArray();

        public override JsonNode Read(string text) => new JsonArray([.. Files.Entries.Split(text).Select(ReadEntry)]);

        public override string Write(JsonNode value) => Files.Entries.Join(value.AsArray().Select(entry => parts.Select(part =>
            entry![part.Name] is { } said ? part.Cell.Write(said) : null)));

        JsonObject ReadEntry(List<string> texts)
        {
            var entry = new JsonObject();
            for (var i = 0; i < texts.Count; i++)
            {
                // Beyond the last part nothing is known: a name that no record has tells so.
                if (texts[i].Length > 0) entry[i < parts.Length ? parts[i].Name : $"part{i + 1}"] = i < parts.Length ? parts[i].Cell.Read(texts[i]) : texts[i];
            }
            return entry;
        }
    }

    sealed class PairsCell : Cell
    {
        public override JsonNode Empty => new JsonObject();

        public override JsonNode Read(string text)
        {
            var pairs = new JsonObject();
            foreach (var entry in Files.Entries.Split(text)) pairs[entry[0]] = entry.Count > 1 ? entry[1] : null;
            return pairs;
        }

        public override string Write(JsonNode value) => Files.Entries.Join(value.AsObject().Select(pair => new[] { pair.Key, (string?)pair.Value }));
    }
}

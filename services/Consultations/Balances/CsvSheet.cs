using System.Globalization;
using System.Text;

namespace MayorsMechanism.Consultations.Balances;

/// <summary>A small table as CSV (RFC 4180) for spreadsheets. What one of them would run as a formula gets a <c>'</c> in front.</summary>
sealed class CsvSheet(params string[] columns)
{
    readonly StringBuilder _text = new StringBuilder('\uFEFF'.ToString()).AppendJoin(',', columns).Append("\r\n");

    public void Add(params object?[] cells) => _text.AppendJoin(',', cells.Select(Write)).Append("\r\n");

    public override string ToString() => _text.ToString();

    static string Write(object? cell)
    {
        if (cell is not string text) return Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "";
        if (text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..]) text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}

using System.Text;

namespace MayorsMechanism.Registry.Imports.Files;

/// <summary>
/// Several values in one cell: entries are parted by <c>;</c> and the parts of an entry by <c>|</c>, as in
/// <c>IM | acronym; City of Montevideo | translation | en</c>. A backslash takes the next character as it is; blanks around a part are not of it.
/// </summary>
public static class Entries
{
    public static List<List<string>> Split(string cell)
    {
        List<List<string>> entries = [];
        List<string> parts = [];
        var part = new StringBuilder();
        var kept = 0; // Up to here blanks belong to the part.
        for (var i = 0; i < cell.Length; i++)
        {
            switch (cell[i])
            {
                case '\\' when i + 1 < cell.Length:
                    part.Append(cell[++i]);
                    kept = part.Length;
                    break;
                case '|':
                    EndPart();
                    break;
                case ';':
                    EndEntry();
                    break;
                case var c when char.IsWhiteSpace(c) && part.Length == 0:
                    break;
                default:
                    part.Append(cell[i]);
                    break;
            }
        }
        EndEntry();
        return entries;

        void EndPart()
        {
            while (part.Length > kept && char.IsWhiteSpace(part[^1])) part.Length--;
            parts.Add(part.ToString());
            part.Clear();
            kept = 0;
        }

        void EndEntry()
        {
            EndPart();
            if (parts.Exists(text => text.Length > 0)) entries.Add(parts);
            parts = [];
        }
    }

    public static string Join(IEnumerable<IEnumerable<string?>> entries) => string.Join("; ", entries.Select(JoinParts));

    static string JoinParts(IEnumerable<string?> parts)
    {
        var all = parts.Select(part => Escape(part ?? "")).ToList();
        while (all.Count > 1 && all[^1].Length == 0) all.RemoveAt(all.Count - 1);
        return string.Join(" | ", all);
    }

    static string Escape(string part)
    {
        var (start, end) = (part.Length - part.TrimStart().Length, part.TrimEnd().Length);
        var escaped = new StringBuilder(part.Length);
        for (var i = 0; i < part.Length; i++)
        {
            if (part[i] is ';' or '|' or '\\' || i < start || i >= end) escaped.Append('\\');
            escaped.Append(part[i]);
        }
        return escaped.ToString();
    }
}

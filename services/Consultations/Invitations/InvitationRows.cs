using System.Text;
using CsvHelper;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Invitations;

/// <summary>A CSV file (RFC 4180, in UTF-8) whose column organisation holds an id or a name in each row; its other columns are passed over.</summary>
sealed class InvitationRows
{
    const string Column = "organisation";
    const int Most = 1000;

    readonly IReadOnlyList<string> _cells;

    InvitationRows(IReadOnlyList<string> cells) => _cells = cells;

    /// <exception cref="ShapeException">It is no such file.</exception>
    public static async Task<InvitationRows> ReadAsync(Stream body, CancellationToken cancel)
    {
        try
        {
            await using var reader = CsvReader.Create(body, new CsvReaderOptions
            {
                HasHeader = false, Encoding = new UTF8Encoding(false, true), IncludeValuesInExceptions = false,
            });
            if (!await reader.ReadAsync(cancel)) throw new ShapeException("", "no-organisation-column");
            var column = Enumerable.Range(0, reader.FieldCount).FirstOrDefault(i => reader.GetString(i).Trim().Equals(Column, StringComparison.OrdinalIgnoreCase), -1);
            if (column < 0) throw new ShapeException("", "no-organisation-column");
            List<string> cells = [];
            while (await reader.ReadAsync(cancel))
            {
                if (cells.Count == Most) throw new ShapeException("rows", Text.Reference("too-many", Most));
                cells.Add(column < reader.FieldCount ? reader.GetString(column).Trim() : "");
            }
            return new(cells);
        }
        catch (Exception e) when (e is CsvFormatException or DecoderFallbackException)
        {
            throw new ShapeException("", "no-csv");
        }
    }

    /// <summary>Each row's organisation, with the row's name; the first row below the headings is rows[1].</summary>
    /// <exception cref="ShapeException">A name is of none, or of more than one, active organisation.</exception>
    public async Task<IReadOnlyList<(Guid Id, string Field)>> ResolveAsync(ConsultationsDbContext db, CancellationToken cancel)
    {
        var names = _cells.Where(cell => !Guid.TryParse(cell, out _)).Select(cell => cell.ToLowerInvariant()).Distinct().ToArray();
        var named = (await db.OrganisationCopies.FromSql($"SELECT * FROM organisation_copies WHERE status = 'active' AND lower(name) = ANY ({names})")
            .AsNoTracking().Select(o => new { o.Id, o.Name }).ToListAsync(cancel)).ToLookup(o => o.Name.ToLowerInvariant(), o => o.Id);
        Dictionary<string, string[]> errors = [];
        List<(Guid, string)> resolved = [];
        foreach (var (i, cell) in _cells.Index())
        {
            var field = $"rows[{i + 1}].{Column}";
            Guid[] found = Guid.TryParse(cell, out var id) ? [id] : [.. named[cell.ToLowerInvariant()]];
            if (found is [var only]) resolved.Add((only, field));
            else errors[field] = [found.Length == 0 ? "unknown-organisation" : "organisation-name-twice"];
        }
        return errors.Count == 0 ? resolved : throw new ShapeException(errors);
    }
}

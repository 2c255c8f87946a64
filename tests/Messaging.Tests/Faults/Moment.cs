using Npgsql;

namespace MayorsMechanism.Messaging.Tests.Faults;

/// <summary>Holds every commit of a service that did something to one table, from just before it counts until the test lets it pass.</summary>
sealed class Moment : IAsyncDisposable
{
    const int Lock = 4711;

    readonly Services _services;
    readonly string _service, _table;
    readonly NpgsqlConnection _holder;

    Moment(Services services, string service, string table, NpgsqlConnection holder) =>
        (_services, _service, _table, _holder) = (services, service, table, holder);

    public static async Task<Moment> AtCommitAsync(Services services, string service, string table, string operation)
    {
        var holder = await services.Database(service).OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"""
            SELECT pg_advisory_lock({Lock});
            CREATE OR REPLACE FUNCTION wait_for_the_test() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_advisory_xact_lock_shared({Lock}); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER moment AFTER {operation} ON {table} DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION wait_for_the_test();
            """, holder);
        await command.ExecuteNonQueryAsync();
        return new Moment(services, service, table, holder);
    }

    public Task ReachedAsync() => Eventually.BecomesAsync(() => _services.AskAsync<long>(_service, $"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = {Lock} AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"), waiting => waiting > 0);

    /// <summary>Lets what waits commit, or ends it and all else that the service, killed before, still has under way in the database.</summary>
    public async Task PassAsync(bool rollBack)
    {
        if (rollBack) await _services.DoAsync(_service, "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND application_name <> current_setting('application_name')");
        await using var command = new NpgsqlCommand($"SELECT pg_advisory_unlock_all()", _holder);
        await command.ExecuteNonQueryAsync();
        await using var drop = new NpgsqlCommand($"DROP TRIGGER IF EXISTS moment ON {_table}", _holder);
        await drop.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync() => await _holder.DisposeAsync();
}

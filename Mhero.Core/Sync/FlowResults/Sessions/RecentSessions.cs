namespace Mhero.Core.Sync.FlowResults.Sessions;

/// <summary>
/// The sessions that a reading stored last, so that one whose rows go on on the next page is not read again. A session that another process
/// changed since is refused by its version when it is written, and then read.
/// </summary>
/// <param name="isFirst">Whether the package was never read to its end, so that its sessions are new as a rule.</param>
internal sealed class RecentSessions(bool isFirst)
{
    /// <summary>Characters of each half: those of a dozen pages as a rule, and four of the longest sessions.</summary>
    private const int MaxSize = 2_000_000;

    private readonly bool _isFirst = isFirst;
    private Dictionary<Guid, StoredSession> _latest = [];
    private Dictionary<Guid, StoredSession> _earlier = [];
    private int _size;

    /// <summary>Whether a session that is not among them is written as a new one without being looked for; the write of one that exists is refused.</summary>
    public bool ExpectsNew { get; private set; } = isFirst;

    /// <summary>The session as it was stored; null for one that is not among them.</summary>
    public StoredSession? Find(Guid session) => _latest.GetValueOrDefault(session) ?? _earlier.GetValueOrDefault(session);

    /// <summary>Notes a session as it is stored now.</summary>
    /// <param name="session">The session.</param>
    /// <param name="stored">Its rows and version.</param>
    /// <param name="size">The characters of its document.</param>
    public void Note(Guid session, StoredSession stored, int size)
    {
        _latest[session] = stored;
        _size += size;
        if (_size > MaxSize)
        {
            (_earlier, _latest, _size) = (_latest, [], 0);
        }
    }

    /// <summary>Notes how many sessions a look-up found: while it finds none, the next ones are expected to be new.</summary>
    public void NoteFound(int sessions) => ExpectsNew = _isFirst && sessions == 0;

    /// <summary>Forgets a session whose write was refused. Others of its page may be stored as well: they are looked for.</summary>
    public void Forget(Guid session)
    {
        _latest.Remove(session);
        _earlier.Remove(session);
        ExpectsNew = false;
    }
}

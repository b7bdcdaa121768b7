namespace Mhero.DevHost.Run;

/// <summary>mHero cannot run as it is set up. Each fault is one sentence for the operator that says what to change.</summary>
public sealed class SetupException : Exception
{
    /// <summary>One or more faults.</summary>
    /// <param name="faults">One sentence each; no secrets, no data of people.</param>
    /// <param name="innerException">What showed the fault, if an exception did.</param>
    public SetupException(IReadOnlyList<string> faults, Exception? innerException = null)
        : base(string.Join(Environment.NewLine, faults), innerException) => Faults = faults;

    /// <summary>One sentence each.</summary>
    public IReadOnlyList<string> Faults { get; }
}

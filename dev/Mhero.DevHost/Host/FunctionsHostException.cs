namespace Mhero.DevHost.Host;

/// <summary>The host cannot start. The message says, one sentence a line, what is missing or wrong and which setting or function to change.</summary>
public sealed class FunctionsHostException : Exception
{
    /// <summary>A host that cannot start for one reason.</summary>
    /// <param name="message">The fault and the change to make.</param>
    public FunctionsHostException(string message)
        : base(message)
    {
    }

    /// <summary>A host that cannot start because of another failure.</summary>
    /// <param name="message">The fault and the change to make.</param>
    /// <param name="innerException">The failure.</param>
    public FunctionsHostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A host that cannot start for several reasons.</summary>
    /// <param name="problems">One sentence each.</param>
    public FunctionsHostException(IEnumerable<string> problems)
        : base(string.Join(Environment.NewLine, problems))
    {
    }
}

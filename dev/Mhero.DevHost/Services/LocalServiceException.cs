namespace Mhero.DevHost.Services;

/// <summary>A part of the local run could not be installed or started. The message says what to do, or what the part said.</summary>
public sealed class LocalServiceException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, for a person.</param>
    public LocalServiceException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What happened, for a person.</param>
    /// <param name="innerException">What caused it.</param>
    public LocalServiceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

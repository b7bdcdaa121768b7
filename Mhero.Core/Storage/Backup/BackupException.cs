namespace Mhero.Core.Storage.Backup;

/// <summary>A backup cannot be restored; the message says what to change.</summary>
/// <param name="message">What to change.</param>
/// <param name="inner">What happened.</param>
public sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);

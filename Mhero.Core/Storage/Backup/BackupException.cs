namespace Mhero.Core.Storage.Backup;

/// <summary>The error for a backup that cannot be restored; the message names the correction.</summary>
/// <param name="message">What to change.</param>
/// <param name="inner">What happened.</param>
public sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);

namespace Mhero.Functions.Console.Access;

/// <summary>The rights of a user of the console. Each role includes those before it.</summary>
public enum ConsoleRole
{
    /// <summary>Sees the pages, with telephone numbers, names and answers masked.</summary>
    Reader,

    /// <summary>Sees personal data on request and the audit log, decides, retries, edits and sends.</summary>
    Operator,

    /// <summary>Also sees the settings, pauses directions, and discards many dead letters at once.</summary>
    Administrator,
}

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>The kinds of answers that a router's test looks for.</summary>
[Flags]
internal enum TestFamily
{
    /// <summary>Something other than the contact's answer: a group, an error, an intent.</summary>
    None = 0,

    /// <summary>Words, or one exact number: the category is the answer.</summary>
    Words = 1,

    Number = 2,
    Date = 4,
    Time = 8,
    Place = 16,
    Phone = 32,
    Email = 64,
    Pattern = 128,

    /// <summary>Anything at all.</summary>
    Text = 256,
}

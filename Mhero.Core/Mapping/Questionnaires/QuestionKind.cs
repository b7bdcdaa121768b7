namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>The kinds of answer that a question takes.</summary>
internal enum QuestionKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A short text of some form: a telephone number, an address, a pattern.</summary>
    String,

    Decimal,
    Integer,
    Date,
    Time,

    /// <summary>A place of the workspace's boundaries.</summary>
    Place,

    /// <summary>A recording, picture or film.</summary>
    Media,

    /// <summary>One of the options, nothing else.</summary>
    Choice,

    /// <summary>One of the options, or any text.</summary>
    OpenChoice,
}
